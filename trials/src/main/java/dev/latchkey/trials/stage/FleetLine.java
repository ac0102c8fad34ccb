package dev.latchkey.trials.stage;

import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.FleetConfig;
import java.util.ArrayList;
import java.util.List;

/** The servers as one line: on a child's standard input, since the process list would show a password among its arguments. */
public final class FleetLine {

    private static final int FIELDS_OF_A_SERVER = 4;
    private static final String SHARD = "shard";
    private static final String LEDGER = "ledger";

    private FleetLine() {}

    public static String of(FleetConfig fleet) {
        List<String> fields = new ArrayList<>();
        fleet.shards().forEach(shard -> fields.addAll(fields(SHARD, shard)));
        fleet.ledger().ifPresent(ledger -> fields.addAll(fields(LEDGER, ledger)));
        return Line.of(fields.toArray());
    }

    private static List<String> fields(String role, ServerConfig server) {
        return List.of(role, server.url().text(), server.user(), server.password());
    }

    public static FleetConfig parse(String line) {
        List<ServerConfig> shards = new ArrayList<>();
        List<ServerConfig> ledger = new ArrayList<>();
        List<String> fields = Line.fields(line);
        for (int i = 0; i < fields.size(); i += FIELDS_OF_A_SERVER) {
            ServerConfig server = ServerConfig.of(fields.get(i + 1), fields.get(i + 2), fields.get(i + 3));
            (fields.get(i).equals(SHARD) ? shards : ledger).add(server);
        }
        FleetConfig fleet = FleetConfig.of(shards);
        return ledger.isEmpty() ? fleet : fleet.withLedger(ledger.get(0));
    }
}
