package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.LockKey;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.work.RefusedStatementException;
import java.sql.BatchUpdateException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Errors that ended the transaction, and that the driver would keep to itself, doom the run all the same. */
final class HiddenErrorsTest {

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = servers.newKeyOn("s1");
    private final WorkId workId = newWorkId();
    private final ServerConfig shard = servers.home(key);
    private final long first = 10L * Integer.parseInt(workId.text().substring("work-".length()));

    @Test
    void ofAStreamedResultCanNotComeUpSinceStreamingIsRefused() throws Exception {
        servers.fleet().run(key, workId, ResultCodec.string(), connection -> {
            try (Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.setFetchSize(Integer.MIN_VALUE))
                        .isInstanceOf(RefusedStatementException.class)
                        .hasMessageContaining(
                                "no heartbeat fits between its rows; page by key, or put useCursorFetch=true");
                statement.setFetchSize(10);
            }
            return "not streamed";
        });
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
