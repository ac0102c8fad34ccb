package dev.latchkey.trials.packets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.LockKey;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.servers.ServerSession;
import dev.latchkey.trials.support.TestFleet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What the servers say, asked directly. One question at a time. */
final class Witness implements AutoCloseable {

    /** The columns in which a receipt and its mark must agree. */
    private static final String OF_AN_ACTION =
            "SELECT HEX(action) AS action, HEX(run_id) AS run_id, HEX(result) AS result FROM %s WHERE work_id = ?";

    private final TestFleet servers;
    private final List<Handle> shards;
    private final Handle ledger;

    Witness(TestFleet servers) {
        this.servers = servers;
        this.shards = servers.config().shards().stream().map(Witness::logIn).toList();
        this.ledger = logIn(servers.config().ledger().orElseThrow());
    }

    private static Handle logIn(ServerConfig server) {
        return Jdbi.open(server.url().text(), server.user(), server.password());
    }

    private Handle home(LockKey key) {
        return shards.get(servers.config().shards().indexOf(servers.home(key)));
    }

    /** The session that holds the key's lock; 0 if none does. */
    long holder(LockKey key) {
        return home(key)
                .select("SELECT COALESCE(IS_USED_LOCK(?), 0)", key.text())
                .mapTo(Long.class)
                .one();
    }

    /** Takes the key's lock itself. */
    void take(LockKey key) {
        ask(key, "SELECT GET_LOCK(?, 0)");
    }

    /** Releases what it has taken. */
    void release(LockKey key) {
        ask(key, "SELECT RELEASE_LOCK(?)");
    }

    private void ask(LockKey key, String sql) {
        assertThat(home(key).select(sql, key.text()).mapTo(Long.class).one())
                .as("%s of %s", sql, key)
                .isOne();
    }

    /** Whether a session is in the server's queue for the key's lock. */
    boolean someoneWaitsFor(LockKey key) throws SQLException {
        return ServerSession.others(home(key).getConnection()).stream()
                .anyMatch(session ->
                        session.waitsForALock() && session.statement().contains(key.text()));
    }

    void awaitFree(LockKey key) {
        Lane.soon(key + " to be free").until(() -> holder(key) == 0);
    }

    /** The notes of all effects that this work left on all shards. */
    List<String> effects(WorkId workId) {
        return shards.stream()
                .flatMap(
                        shard -> shard
                                .select("SELECT note FROM effect WHERE work_id = ?", workId.text())
                                .mapTo(String.class)
                                .list()
                                .stream())
                .toList();
    }

    /** The receipts of this work. */
    List<Map<String, Object>> receipts(LockKey key, WorkId workId) {
        return home(key)
                .select(OF_AN_ACTION.formatted("latchkey_receipt"), workId.text())
                .mapToMap()
                .list();
    }

    /** The ledger's marks of this work. */
    List<Map<String, Object>> marks(WorkId workId) {
        return ledger.select(OF_AN_ACTION.formatted("latchkey_ledger"), workId.text())
                .mapToMap()
                .list();
    }

    void forgetTheMark(WorkId workId) {
        assertThat(ledger.execute("DELETE FROM latchkey_ledger WHERE work_id = ?", workId.text()))
                .isOne();
    }

    @Override
    public void close() {
        shards.forEach(Handle::close);
        ledger.close();
    }
}
