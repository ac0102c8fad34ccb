package dev.latchkey.trials.migrations;

import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Action;
import dev.latchkey.DistinctList;
import dev.latchkey.LockKey;
import dev.latchkey.Namespace;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.work.JdbiWork;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Receipts and marks as people read them. */
class ViewsTest {

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = TestFleet.newKey();
    private final WorkId workId = newWorkId();
    private final ServerConfig home = servers.home(key);
    private final ServerConfig ledger = servers.config().ledger().orElseThrow();

    private void done(byte[] result) throws Exception {
        awaitMark(servers.fleet().run(key, workId, ResultCodec.bytes(), connection -> result));
    }

    private static void awaitMark(Outcome<?> outcome) throws Exception {
        ((Completed<?>) outcome).mark().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Map<String, String> row(ServerConfig server, String view) {
        return FreshFleet.jdbi(server)
                .withHandle(handle -> handle.createQuery("SELECT * FROM " + view + " WHERE work_id = :workId")
                        .bind("workId", workId.text())
                        .mapToMap(String.class)
                        .one());
    }

    @Test
    void sayWhatWasDoneInClearTextNextToItsHash() throws Exception {
        String result = "gebucht: 12 €, 🔒";
        done(result.getBytes(StandardCharsets.UTF_8));
        String action = Action.of(Namespace.NONE, key, workId).id().toString();

        Map<String, String> receipt = row(home, "latchkey_receipts");
        Map<String, String> mark = row(ledger, "latchkey_marks");

        assertThat(receipt)
                .containsEntry("namespace", "")
                .containsEntry("lock_key", key.text())
                .containsEntry("marked", "yes")
                .containsEntry("at_home", "yes")
                .containsEntry("result_text", result)
                .containsEntry("result_bytes", "21")
                .containsEntry("action", action);
        assertThat(mark)
                .containsEntry("lock_key", key.text())
                .containsEntry("result_text", result)
                .containsEntry("shard", servers.fleet().shardOf(key).name())
                .containsEntry("run_id", receipt.get("run_id"))
                .containsEntry("action", action);
    }

    /** As docs/sql.md has it. */
    @Test
    void areNotNeededByWhoComputesTheHashInSql() {
        String hash = """
                SELECT LOWER(LEFT(SHA2(CONCAT(
                    UNHEX(LPAD(HEX(LENGTH(:namespace)), 8, '0')), :namespace, UNHEX(LPAD(HEX(LENGTH(:owner)), 8, '0')), :owner,
                    UNHEX(LPAD(HEX(LENGTH(:key)), 8, '0')), :key, UNHEX(LPAD(HEX(LENGTH(:work)), 8, '0')), :work), 256), 32))
                """;
        LockKey longer = LockKey.of("MIETER", "ä" + "x".repeat(200), "TÜR");
        WorkId work = WorkId.of("größer 🔒");

        String computed = FreshFleet.jdbi(home)
                .withHandle(handle -> handle.createQuery(hash)
                        .bind("namespace", "NS")
                        .bind("owner", longer.owner())
                        .bind("key", longer.text())
                        .bind("work", work.text())
                        .mapTo(String.class)
                        .one());

        assertThat(computed)
                .isEqualTo(Action.of(Namespace.of("NS"), longer, work).id().toString());
    }

    @Test
    void sayWhichReceiptIsNotMarkedYet() throws Exception {
        awaitMark(servers.fleet().run(key, workId, ResultCodec.none(), JdbiWork.of(handle -> null)));
        TestFleet.execute(home, "UPDATE latchkey_receipt SET marked_at = NULL WHERE work_id = '%s'".formatted(workId));

        assertThat(row(home, "latchkey_receipts"))
                .containsEntry("marked", "no")
                .containsEntry("result_text", null)
                .containsEntry("result_bytes", null);
    }

    @Test
    void showListsAndTheirItems() {
        DistinctList list = servers.fleet().lists().setUp(key, Duration.ofHours(1));
        list.insertAll(List.of("gefunden 🔒", "\0"));
        assertThat(servers.fleet().resultIds(key).idFor(new byte[] {(byte) 0xFF}))
                .isEqualTo(1);

        assertThat(rows("SELECT kind, ended, size, at_home FROM latchkey_lists WHERE lock_key = :key ORDER BY kind"))
                .containsExactly(
                        Map.of("kind", "LIST", "ended", "no", "size", "2", "at_home", "yes"),
                        Map.of("kind", "RESULT_IDS", "ended", "no", "size", "1", "at_home", "yes"));
        assertThat(rows(
                        "SELECT position, COALESCE(item_text, 'no text') AS item_text, item_bytes FROM latchkey_list_items"
                                + " WHERE lock_key = :key ORDER BY kind, position"))
                .containsExactly(
                        Map.of("position", "1", "item_text", "gefunden 🔒", "item_bytes", "13"),
                        Map.of("position", "2", "item_text", "no text", "item_bytes", "1"),
                        Map.of("position", "1", "item_text", "no text", "item_bytes", "1"));
        list.tearDown();
        assertThat(rows("SELECT ended FROM latchkey_lists WHERE lock_key = :key AND kind = 'LIST'"))
                .containsExactly(Map.of("ended", "yes"));
    }

    /** As docs/sql.md has it. */
    @Test
    void areNotNeededByWhoFindsAListByItsHash() {
        servers.fleet().lists().setUp(key, Duration.ofHours(1)).insert("a");

        assertThat(rows("""
                SELECT i.position
                FROM latchkey_list AS l JOIN latchkey_list_item AS i ON i.list = l.list
                WHERE l.has_name = 1 AND i.hash = UNHEX(SHA2('a', 256)) AND l.name_id = UNHEX(LEFT(SHA2(CONCAT(
                    UNHEX(LPAD(HEX(LENGTH('LIST')), 8, '0')), 'LIST', UNHEX(LPAD(HEX(LENGTH('')), 8, '0')), '',
                    UNHEX(LPAD(HEX(LENGTH(latchkey_owner(:key))), 8, '0')), latchkey_owner(:key),
                    UNHEX(LPAD(HEX(LENGTH(:key)), 8, '0')), :key), 256), 32))
                """)).containsExactly(Map.of("position", "1"));
    }

    private List<Map<String, String>> rows(String sql) {
        return FreshFleet.jdbi(home)
                .withHandle(handle -> handle.createQuery(sql)
                        .bind("key", key.text())
                        .mapToMap(String.class)
                        .list());
    }

    static Stream<byte[]> bytesThatAreNoText() {
        return Stream.of(
                new byte[] {(byte) 0xFF, (byte) 0xFE},
                new byte[] {'a', 0, 'b'},
                new byte[] {'a', (byte) 0xC3},
                new byte[] {(byte) 0xC0, (byte) 0x80});
    }

    @ParameterizedTest
    @MethodSource("bytesThatAreNoText")
    void showNoTextWhereTheResultIsNone(byte[] result) throws Exception {
        done(result);

        assertThat(List.of(row(home, "latchkey_receipts"), row(ledger, "latchkey_marks")))
                .allSatisfy(row -> assertThat(row)
                        .containsEntry("result_text", null)
                        .containsEntry("result_bytes", Integer.toString(result.length)));
    }
}
