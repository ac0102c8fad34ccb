package dev.latchkey.trials.pins;

import static dev.latchkey.trials.support.TestServers.isMariaDb;
import static dev.latchkey.trials.support.TestServers.isMySql57;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gate in small: a table of buckets in which {@code n} says whether it is owned, and one of receipts. */
class GatePinTest {

    @RegisterExtension
    private final Sessions sessions = new Sessions();

    private String name;
    private String gate;
    private String disown;
    private String buckets;
    private RawSession holder;
    private RawSession mover;

    @BeforeEach
    void hold() throws SQLException {
        name = sessions.newName();
        buckets = sessions.newTable(8);
        gate = """
                SELECT 'passed' FROM %s
                WHERE id = 7 AND n = 1 AND IS_USED_LOCK(?) = CONNECTION_ID()
                LOCK IN SHARE MODE
                """.formatted(buckets);
        disown = "UPDATE " + buckets + " SET n = 0 WHERE id = 7";
        holder = sessions.open();
        mover = sessions.open();
        mover.ask("UPDATE " + buckets + " SET n = 1 WHERE id = 7");
        holder.begin();
    }

    @Test
    void passesWhileTheLockIsHeldAndTheBucketOwned() throws SQLException {
        holder.ask("SELECT GET_LOCK(?, 0)", name);

        assertThat(holder.ask(gate, name)).isEqualTo("passed");
    }

    @Test
    void passesNobodyIfAnotherOrNobodyHoldsTheLock() throws SQLException {
        assertThat(holder.ask(gate, name)).isNull();
        mover.ask("SELECT GET_LOCK(?, 0)", name);
        assertThat(holder.ask(gate, name)).isNull();
    }

    @Test
    void passesNobodyIfTheBucketIsNotOwned() throws SQLException {
        holder.ask("SELECT GET_LOCK(?, 0)", name);
        mover.ask(disown);

        assertThat(holder.ask(gate, name)).isNull();
    }

    /** The receipt comes after the bucket's row is locked. A receipt of another session that is older than its commit is waited for. */
    @Test
    void isFollowedByAReceiptThatMeetsError1062TheSecondTime() throws Exception {
        String receipt = "INSERT INTO %s VALUES (1, 1)".formatted(sessions.newTable("InnoDB"));
        holder.ask("SELECT GET_LOCK(?, 0)", name);
        holder.ask(gate, name);
        holder.ask(receipt);
        mover.begin();
        CompletableFuture<@Nullable String> second = mover.askAndWait(sessions.open(), receipt);

        assertThat(second).isNotDone();
        holder.connection().commit();

        assertThatThrownBy(() -> second.get(10, SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        SQLException.class,
                        error -> assertThat(error.getErrorCode()).isEqualTo(1062));
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_READ_COMMITTED})
    void makesWhoMovesTheBucketWaitForTheCommit(int isolation) throws Exception {
        holder.connection().setTransactionIsolation(isolation);
        mover.connection().setTransactionIsolation(isolation);
        holder.ask("SELECT GET_LOCK(?, 0)", name);
        holder.ask(gate, name);
        mover.begin();
        CompletableFuture<@Nullable String> moved = mover.askAndWait(sessions.open(), disown);

        assertThat(moved).isNotDone();
        holder.connection().commit();

        assertThat(moved.get(10, SECONDS)).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_READ_COMMITTED})
    void waitsForWhoMovesTheBucketAndPassesNobody(int isolation) throws Exception {
        holder.connection().setTransactionIsolation(isolation);
        holder.ask("SELECT GET_LOCK(?, 0)", name);
        mover.begin();
        mover.ask(disown);
        CompletableFuture<@Nullable String> passed = holder.askAndWait(sessions.open(), gate, name);

        assertThat(passed).isNotDone();
        mover.connection().commit();

        assertThat(passed.get(10, SECONDS)).isNull();
    }

    /** The work read before the bucket moved: an old snapshot must not let it pass. */
    @Test
    void asksWhatIsCommittedNowAndNotTheSnapshot() throws SQLException {
        holder.ask("SELECT GET_LOCK(?, 0)", name);
        holder.ask("SELECT n FROM " + buckets + " WHERE id = 7");
        mover.ask(disown);

        assertThat(holder.ask(gate, name)).isNull();
    }

    @Test
    void meetsError1020OnMariaDbWithSnapshotIsolationIfTheBucketChangedAfterTheSnapshot() throws SQLException {
        String isolation = "SET SESSION innodb_snapshot_isolation = ON";
        if (isMariaDb()) {
            holder.ask(isolation);
        } else {
            assertThat(holder.errorOf(isolation)).as("no such variable").isEqualTo(1193);
        }
        holder.ask("SELECT GET_LOCK(?, 0)", name);
        holder.ask("SELECT n FROM " + buckets + " WHERE id = 7");
        mover.ask(disown);

        if (isMariaDb()) {
            assertThat(holder.errorOf(gate, name)).isEqualTo(1020);
        } else {
            assertThat(holder.ask(gate, name)).isNull();
        }
    }

    @Test
    void saysLockInShareModeSinceForShareIsUnknownToMySql57AndMariaDb() throws SQLException {
        String forShare = "SELECT n FROM " + buckets + " WHERE id = 7 FOR SHARE";
        if (isMariaDb() || isMySql57()) {
            assertThat(holder.errorOf(forShare)).isEqualTo(1064);
        } else {
            assertThat(holder.ask(forShare)).isEqualTo("1");
        }
    }
}
