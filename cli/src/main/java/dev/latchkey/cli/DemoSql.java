package dev.latchkey.cli;

import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.FleetConfig;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What to paste into an SQL client to look at what a demo left behind. */
final class DemoSql {

    private static final String LOOK = """
            On a shard, what was done last, and that nothing was done twice:
              SELECT lock_key, work_id, done_at, marked_at FROM latchkey_receipt
                ORDER BY done_at DESC LIMIT 5;
              SELECT work_id, COUNT(*) FROM demo_entry
                GROUP BY work_id HAVING COUNT(*) > 1;
            Which bucket account 1 is in, whether it is here, and who works on it:
              SELECT * FROM latchkey_bucket WHERE bucket = CRC32('ACCOUNT_1') % 1024;
              SELECT IS_USED_LOCK('ACCOUNT_1_EVENTS');
            """;

    private static final String LOOK_AT_THE_LEDGER = """
            On the ledger, where each of these is known:
              SELECT shard, lock_key, work_id, marked_at FROM latchkey_ledger
                ORDER BY marked_at DESC LIMIT 5;
            """;

    private DemoSql() {}

    static String text(FleetConfig fleet) {
        return LOOK + fleet.ledger().map(ledger -> LOOK_AT_THE_LEDGER).orElse("");
    }

    /** A line for each server that was started here: how the usual client is told to connect. */
    static String connections(FleetConfig fleet) {
        String shards = IntStream.range(0, fleet.shards().size())
                .mapToObj(i -> connection("shard " + (i + 1), fleet.shards().get(i)))
                .collect(Collectors.joining());
        return shards
                + fleet.ledger().map(ledger -> connection("ledger", ledger)).orElse("");
    }

    private static String connection(String which, ServerConfig server) {
        String[] address = server.url().address().split(":", 2);
        return "  %-8s mysql --protocol=TCP -h %s -P %s -u %s%s %s%n"
                .formatted(
                        which,
                        address[0],
                        address.length == 1 ? "3306" : address[1],
                        server.user(),
                        server.password().isEmpty() ? "" : " -p" + server.password(),
                        server.url().database());
    }
}
