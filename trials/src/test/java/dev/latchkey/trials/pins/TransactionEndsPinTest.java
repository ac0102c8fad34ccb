package dev.latchkey.trials.pins;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What stays of a transaction whose COMMIT fails, and of one that can't be rolled back. */
class TransactionEndsPinTest {

    @RegisterExtension
    private final Sessions sessions = new Sessions();

    private String name;
    private String table;
    private RawSession holder;
    private RawSession other;

    @BeforeEach
    void begin() throws SQLException {
        name = sessions.newName();
        table = sessions.newTable(20);
        holder = sessions.open();
        other = sessions.open();
        holder.begin();
    }

    private boolean holderHasIt() throws SQLException {
        return Long.toString(holder.id()).equals(other.ask("SELECT IS_USED_LOCK(?)", name));
    }

    /** What others see of row 1. */
    private @Nullable String committed() throws SQLException {
        return other.ask("SELECT n FROM " + table + " WHERE id = 1");
    }

    @Nested
    class ACommitThatFails {

        private RawSession stopper;

        @BeforeEach
        void stopCommits() throws SQLException {
            holder.ask("SELECT GET_LOCK(?, 0)", name);
            holder.ask("UPDATE " + table + " SET n = 1 WHERE id = 1");
            stopper = sessions.open();
            stopper.ask("FLUSH TABLES WITH READ LOCK");
        }

        @Test
        void becauseItWasKilledLeavesItsSessionAliveWithTheLockAndTheWorkRolledBack() throws Exception {
            CompletableFuture<@Nullable String> commit = holder.askAndWait(other, "COMMIT");
            assertThat(commit).isNotDone();
            other.ask("KILL QUERY " + holder.id());

            assertThatThrownBy(() -> commit.get(10, SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(1317));
            assertThatTheLockOutlivesTheWork();
        }

        @Test
        void becauseItWaitedTooLongLeavesItsSessionAliveWithTheLockAndTheWorkRolledBack() throws SQLException {
            holder.ask("SET SESSION lock_wait_timeout = 1");

            assertThat(holder.errorOf("COMMIT")).isEqualTo(1205);

            assertThatTheLockOutlivesTheWork();
        }

        private void assertThatTheLockOutlivesTheWork() throws SQLException {
            stopper.ask("UNLOCK TABLES");
            assertThat(holderHasIt()).isTrue();
            holder.ask("COMMIT");
            assertThat(committed()).isEqualTo("0");
        }
    }

    @Test
    void rowsOfATableWithoutTransactionsSurviveTheRollbackWhichWarnsWith1196() throws SQLException {
        String plain = sessions.newTable("MyISAM");
        holder.ask("INSERT INTO " + plain + " VALUES (1, 1)");

        try (Statement statement = holder.connection().createStatement()) {
            statement.execute("ROLLBACK");
            assertThat(warningsOf(statement)).containsExactly(1196);
        }
        assertThat(other.ask("SELECT n FROM " + plain)).isEqualTo("1");
    }

    @Test
    void aRollbackOfInnoDbTablesWarnsOfNothing() throws SQLException {
        holder.ask("UPDATE " + table + " SET n = 1 WHERE id = 1");

        try (Statement statement = holder.connection().createStatement()) {
            statement.execute("ROLLBACK");
            assertThat(warningsOf(statement)).isEmpty();
        }
    }

    private static List<Integer> warningsOf(Statement statement) throws SQLException {
        List<Integer> codes = new ArrayList<>();
        for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            codes.add(warning.getErrorCode());
        }
        return codes;
    }
}
