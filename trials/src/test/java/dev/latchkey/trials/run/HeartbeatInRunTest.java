package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.ShortLease.BOUND;
import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.LockKey;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.Work;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.Heartbeats;
import dev.latchkey.trials.support.ShortLease;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.work.RefusedStatementException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run keeps its lock and its transaction for as long as its work lasts, whatever the work is at. */
final class HeartbeatInRunTest {

    private static final int LEASE_SECONDS = 4;
    private static final Duration TWO_LEASES = Duration.ofSeconds(2 * LEASE_SECONDS);

    /** A beat comes each third of the lease, so that these take longer than the lease. */
    private static final int BEATS = 4;

    private static final int ROWS = 40;

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = servers.newKeyOn("s1");
    private final WorkId workId = newWorkId();
    private final ServerConfig shard = servers.home(key);
    private final Fleet fleet = Fleet.open(ShortLease.fleet(LEASE_SECONDS, "useCursorFetch=true"));

    @AfterEach
    void noSessionHoldsTheLock() {
        fleet.close();
        await().atMost(BOUND).until(() -> TestFleet.isFree(shard, key.text()));
    }

    private <X extends Exception> Completed<String> run(Work<String, X> work) throws X {
        return (Completed<String>) fleet.run(key, workId, ResultCodec.string(), work);
    }

    private long session() {
        return fleet.holderOf(key).orElseThrow().session();
    }

    private static void awaitBeats(long session, int more) {
        int before = Heartbeats.answeredBy(session);
        await().atMost(BOUND).until(() -> Heartbeats.answeredBy(session) >= before + more);
    }

    private void isHeldForSeveralLeases(long session) {
        await().during(TWO_LEASES).atMost(BOUND).until(() -> ShortLease.isHeldBy(shard, key.text(), session));
    }

    @Test
    void workThatSaysNothingKeepsLockAndTransaction() throws SQLException {
        Completed<String> completed = run(connection -> {
            leaveEffect(connection, workId);
            isHeldForSeveralLeases(session());
            return "in time";
        });
        assertThat(completed.heldToTheEnd()).isTrue();
        assertThat(servers.effects(workId)).isEqualTo(1);
    }

    @Test
    void aStatementThatLastsLongerThanTheLeaseKeepsThem() throws SQLException {
        Completed<String> completed = run(connection -> {
            leaveEffect(connection, workId);
            try (PreparedStatement waiting = connection.prepareStatement("SELECT SLEEP(?)")) {
                waiting.setLong(1, TWO_LEASES.toSeconds());
                waiting.executeQuery().close();
            }
            return "in time";
        });
        assertThat(completed.heldToTheEnd()).isTrue();
        assertThat(servers.effects(workId)).isEqualTo(1);
    }

    @ParameterizedTest(name = "rows fetched at a time (0: all): {0}")
    @ValueSource(ints = {0, 10})
    void heartbeatsComeBetweenTheRowsOfAResultWhichStaysRight(int fetched) throws SQLException {
        List<Integer> expected = IntStream.range(0, ROWS).boxed().toList();
        List<Integer> seen = new ArrayList<>();
        Completed<String> completed = run(connection -> {
            leaveRows(connection);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(fetched);
                try (ResultSet rows = statement.executeQuery(
                        "SELECT CAST(note AS SIGNED) FROM effect WHERE work_id = '" + workId + "' ORDER BY 1")) {
                    while (rows.next()) {
                        seen.add(rows.getInt(1));
                        if (seen.size() % (ROWS / BEATS) == ROWS / BEATS / 2) {
                            awaitBeats(session(), 1);
                        }
                    }
                }
            }
            return "all read";
        });
        assertThat(seen).isEqualTo(expected);
        assertThat(completed.heldToTheEnd()).isTrue();
        assertThat(servers.effects(workId)).isEqualTo(ROWS);
    }

    private void leaveRows(Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO effect (work_id, note) VALUES (?, ?)")) {
            for (int i = 0; i < ROWS; i++) {
                insert.setString(1, workId.text());
                insert.setInt(2, i);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Test
    void heartbeatsComeWhileWorkReadsOnAndOnWithoutAPause() throws SQLException {
        Completed<String> completed = run(connection -> {
            leaveRows(connection);
            long session = session();
            int before = Heartbeats.answeredBy(session);
            long end = System.nanoTime() + BOUND.toNanos();
            try (Statement statement =
                            connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
                    ResultSet rows =
                            statement.executeQuery("SELECT work_id FROM effect WHERE work_id = '" + workId + "'")) {
                while (Heartbeats.answeredBy(session) < before + BEATS) {
                    readAll(rows);
                    assertThat(System.nanoTime()).isLessThan(end);
                }
            }
            return "all read";
        });
        assertThat(completed.heldToTheEnd()).isTrue();
    }

    private void readAll(ResultSet rows) throws SQLException {
        rows.beforeFirst();
        for (int i = 0; i < ROWS; i++) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo(workId.text());
        }
    }

    @Test
    void aResultThatWouldStreamIsRefusedSinceNoHeartbeatFitsIn() throws SQLException {
        run(connection -> {
            try (Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.setFetchSize(Integer.MIN_VALUE))
                        .isInstanceOf(RefusedStatementException.class)
                        .hasMessageContaining("setFetchSize(Integer.MIN_VALUE), which streams the result,")
                        .hasMessageContaining("no heartbeat fits between its rows; page by key, or put"
                                + " useCursorFetch=true into the URL and fetch some rows at a time");
            }
            return "nothing streamed";
        });
    }
}
