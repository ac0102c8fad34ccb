package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.LockKey;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.TestServers;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The bucket's row changes between the work's snapshot and the gate. */
final class SnapshotIsolationTest {

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = servers.newKeyOn("s1");
    private final WorkId workId = newWorkId();
    private final ServerConfig shard = servers.home(key);

    /** MariaDB's innodb_snapshot_isolation, on by default from 11.6; other servers have nothing like it. */
    private static ServerConfig strict(ServerConfig server) {
        String setting = TestServers.isMariaDb() ? "&sessionVariables=innodb_snapshot_isolation=ON" : "";
        return server.withUrl(server.url().text() + setting);
    }

    @Test
    void aBucketThatOnlyWasTouchedCostsARunMoreWhereTheServerIsStrict() throws SQLException {
        List<ServerConfig> shards = servers.config().shards().stream()
                .map(SnapshotIsolationTest::strict)
                .toList();
        AtomicInteger runs = new AtomicInteger();
        try (Fleet fleet = Fleet.open(
                FleetConfig.of(shards).withLedger(servers.config().ledger().orElseThrow()))) {
            Outcome<String> outcome = fleet.run(key, workId, ResultCodec.string(), connection -> {
                leaveEffect(connection, workId);
                connection.createStatement().executeQuery("SELECT * FROM counter");
                if (runs.incrementAndGet() == 1) {
                    TestFleet.execute(
                            shard,
                            "UPDATE latchkey_bucket SET changed_at = UTC_TIMESTAMP(6) WHERE bucket = " + key.bucket());
                }
                return "done";
            });
            assertThat(outcome).isInstanceOf(Completed.class);
        }
        assertThat(runs).hasValue(TestServers.isMariaDb() ? 2 : 1);
        assertThat(servers.effects(workId)).isEqualTo(1);
    }
}
