package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.LockKey;
import dev.latchkey.ResultCodec;
import dev.latchkey.RolledBackException;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.TestFleet;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors that ended the transaction, and that the driver would keep to itself, doom the run all the same. */
final class HiddenErrorsTest {

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = servers.newKeyOn("s1");
    private final WorkId workId = newWorkId();
    private final ServerConfig shard = servers.home(key);
    private final long first = 10L * Integer.parseInt(workId.text().substring("work-".length()));
    private final long last = first + 5;

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Streams rows with locks from first to last while another transaction, which has changed more, waits for the first one and
     * holds the last: the stream ends in a deadlock, after its first row was read.
     */
    private void streamIntoADeadlock(Connection work, boolean closeTheStatement) throws SQLException {
        try (Connection other = TestFleet.connect(shard)) {
            other.setAutoCommit(false);
            for (int i = 0; i < 100; i++) {
                execute(other, "INSERT INTO effect (work_id) VALUES ('weight')");
            }
            execute(other, "UPDATE counter SET n = n + 1 WHERE id = " + last);
            Statement streaming = work.createStatement();
            streaming.setFetchSize(Integer.MIN_VALUE);
            ResultSet rows = streaming.executeQuery(
                    "SELECT id, REPEAT('x', 60000) FROM counter WHERE id BETWEEN %d AND %d FOR UPDATE"
                            .formatted(first, last));
            assertThat(rows.next()).isTrue();
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
                try {
                    execute(other, "UPDATE counter SET n = n + 1 WHERE id = " + first);
                    other.rollback();
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            if (closeTheStatement) {
                assertThatThrownBy(streaming::close).isInstanceOf(SQLException.class);
            } else {
                await().until(waiting::isDone);
            }
            waiting.join();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void atTheEndOfAStreamedResult(boolean closeTheStatement) {
        for (long id = first; id <= last; id++) {
            TestFleet.execute(shard, "INSERT INTO counter VALUES (%d, 0)".formatted(id));
        }
        assertThatThrownBy(() -> servers.fleet().run(key, workId, ResultCodec.string(), connection -> {
                    leaveEffect(connection, workId);
                    streamIntoADeadlock(connection, closeTheStatement);
                    return "half";
                }))
                .isInstanceOf(RolledBackException.class);
        assertThat(servers.effects(workId)).isZero();
    }

    @Test
    void behindALaterErrorOfTheSameBatch() {
        TestFleet.execute(shard, "INSERT INTO counter VALUES (%d, 0)".formatted(first));
        assertThatThrownBy(() -> servers.fleet().run(key, workId, ResultCodec.string(), connection -> {
                    leaveEffect(connection, workId);
                    try (Statement batch = connection.createStatement()) {
                        batch.addBatch("INSERT INTO counter VALUES (%d, 0)".formatted(first));
                        batch.addBatch("INSERT INTO effect (work_id) VALUES ('%s')".formatted(workId));
                        assertThatThrownBy(batch::executeBatch)
                                .isInstanceOfSatisfying(
                                        BatchUpdateException.class,
                                        e -> assertThat(e.getUpdateCounts())
                                                .as("the batch stops at its first error")
                                                .containsOnly(Statement.EXECUTE_FAILED));
                    }
                    throw new IllegalStateException("seen");
                }))
                .hasMessage("seen");
        assertThat(servers.effects(workId)).isZero();
    }
}
