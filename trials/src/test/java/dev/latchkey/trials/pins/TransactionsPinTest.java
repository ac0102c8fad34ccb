package dev.latchkey.trials.pins;

import static dev.latchkey.trials.support.TestServers.isMariaDb;
import static dev.latchkey.trials.support.TestServers.isMySql57;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a transaction: when its snapshot is taken, and what ends it behind the back of who opened it. */
class TransactionsPinTest {

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

    /** What others see of row 1. */
    private @Nullable String committed() throws SQLException {
        return other.ask("SELECT n FROM " + table + " WHERE id = 1");
    }

    @Nested
    class TheSnapshot {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SELECT GET_LOCK(?, 0), @@version",
                    "SELECT IS_USED_LOCK(?) = CONNECTION_ID()",
                    "SELECT COUNT(*) FROM performance_schema.threads WHERE NAME = ?"
                })
        void isNotTakenBy(String sql) throws SQLException {
            holder.ask(sql, name);
            assertThat(seesALaterCommit()).isTrue();
        }

        @Test
        void isTakenByTheFirstReadOfATable() throws SQLException {
            holder.ask("SELECT n FROM " + table + " WHERE id = 2");
            assertThat(seesALaterCommit()).isFalse();
        }

        @Test
        void isTakenByAReadOfTheInformationSchemaSinceMySql80() throws SQLException {
            holder.ask("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_NAME = ?", table);
            assertThat(seesALaterCommit()).isEqualTo(isMariaDb() || isMySql57());
        }

        private boolean seesALaterCommit() throws SQLException {
            other.ask("UPDATE " + table + " SET n = 7 WHERE id = 1");
            return holder.number("SELECT n FROM " + table + " WHERE id = 1") == 7;
        }
    }

    @Nested
    class IsEndedBy {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "COMMIT",
                    "BEGIN",
                    "START TRANSACTION",
                    "SET autocommit = 1",
                    "CREATE TABLE %s_x (id INT)",
                    "ALTER TABLE %s COMMENT = 'x'",
                    "RENAME TABLE %s TO %<s_y",
                    "LOCK TABLES %s READ",
                    "ANALYZE TABLE %s",
                    "CHECK TABLE %s",
                    "OPTIMIZE TABLE %s",
                    "FLUSH TABLES",
                    "GRANT SELECT ON %s TO CURRENT_USER()",
                    "/*!50000 commit */"
                })
        void thisStatement(String sql) throws SQLException {
            String first = sessions.newTable("InnoDB");
            holder.ask("INSERT INTO " + first + " VALUES (1, 1)");
            holder.ask(sql.formatted(table));

            assertIsCommitted(first);
        }

        @Test
        void aPreparedStatementOfTheServer() throws SQLException {
            holder.ask("UPDATE " + table + " SET n = 1 WHERE id = 1");
            holder.ask("PREPARE pinned FROM 'COMMIT'");
            holder.ask("EXECUTE pinned");

            assertIsCommitted(table);
        }

        @Test
        void anImmediateOneOfMariaDb() throws SQLException {
            holder.ask("UPDATE " + table + " SET n = 1 WHERE id = 1");
            if (isMariaDb()) {
                holder.ask("EXECUTE IMMEDIATE 'COMMIT'");
                assertIsCommitted(table);
            } else {
                assertThat(holder.errorOf("EXECUTE IMMEDIATE 'COMMIT'")).isEqualTo(1064);
            }
        }

        @Test
        void aProcedureThatCommitsAndTheSavepointFromBeforeItTells() throws SQLException {
            String procedure = procedure("COMMIT");
            holder.ask("SAVEPOINT anchor");
            holder.ask("UPDATE " + table + " SET n = 1 WHERE id = 1");
            holder.ask("CALL " + procedure + "()");

            assertThat(holder.errorOf("RELEASE SAVEPOINT anchor")).isEqualTo(1305);
            assertIsCommitted(table);
        }

        @Test
        void aProcedureThatSwitchesAutocommitOnAndTheDriverBelievesItOff() throws SQLException {
            String procedure = procedure("SET autocommit = 1");
            holder.ask("SAVEPOINT anchor");
            holder.ask("UPDATE " + table + " SET n = 1 WHERE id = 1");
            holder.ask("CALL " + procedure + "()");

            assertThat(holder.connection().getAutoCommit()).isFalse();
            assertThat(holder.ask("SELECT @@autocommit")).isEqualTo("1");
            assertThat(holder.errorOf("RELEASE SAVEPOINT anchor")).isEqualTo(1305);
            assertIsCommitted(table);
        }

        private String procedure(String body) throws SQLException {
            String procedure = sessions.newName();
            other.ask("CREATE PROCEDURE " + procedure + "() " + body);
            return procedure;
        }

        private void assertIsCommitted(String changed) throws SQLException {
            holder.ask("ROLLBACK");
            holder.ask("UNLOCK TABLES");
            assertThat(other.ask("SELECT n FROM " + changed + " WHERE id = 1")).isEqualTo("1");
        }
    }

    @Nested
    class IsNotEndedBy {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SELECT n FROM %s WHERE id = 3",
                    "INSERT INTO %s VALUES (1001, 0)",
                    "UPDATE %s SET n = 2 WHERE id = 3",
                    "DELETE FROM %s WHERE id = 3",
                    "REPLACE INTO %s VALUES (3, 3)",
                    "WITH x AS (SELECT id FROM %s) SELECT COUNT(*) FROM x",
                    "DO SLEEP(0)",
                    "SAVEPOINT s"
                })
        void whatTheWorkMaySend(String sql) throws SQLException {
            holder.ask("UPDATE " + table + " SET n = 1 WHERE id = 1");
            if (isMySql57() && sql.startsWith("WITH")) {
                assertThat(holder.errorOf(sql.formatted(table))).isEqualTo(1064);
            } else {
                holder.ask(sql.formatted(table));
            }
            holder.connection().rollback();

            assertThat(committed()).isEqualTo("0");
        }
    }

    @Test
    void anXaTransactionCannotBeginInIt() throws SQLException {
        holder.ask("UPDATE " + table + " SET n = 1 WHERE id = 1");
        assertThat(holder.errorOf("XA START 'pinned'")).isEqualTo(1400);
        holder.connection().commit();
        assertThat(committed()).isEqualTo("1");
    }

    @Test
    void anXaTransactionThatBeganBeforeItTakesTheCommitAway() throws SQLException {
        holder.ask("XA START 'pinned'");
        holder.ask("UPDATE " + table + " SET n = 1 WHERE id = 1");
        assertThat(holder.errorOf("COMMIT")).isEqualTo(1399);
        holder.ask("XA END 'pinned'");
        holder.ask("XA ROLLBACK 'pinned'");
        assertThat(committed()).isEqualTo("0");
    }

    @Test
    void aDeadlockEndsItButNotTheSessionSoThatWhoGoesOnCommitsTheSecondHalfOnly() throws Exception {
        other.begin();
        other.ask("UPDATE " + table + " SET n = 5 WHERE id > 1"); // weighs more: it isn't the victim
        holder.ask("UPDATE " + table + " SET n = 1 WHERE id = 1");
        RawSession observer = sessions.open();
        CompletableFuture<@Nullable String> waiting =
                other.askAndWait(observer, "UPDATE " + table + " SET n = 5 WHERE id = 1");

        assertThat(holder.errorOf("UPDATE " + table + " SET n = 1 WHERE id = 2"))
                .isEqualTo(1213);
        assertThat(waiting.get(10, SECONDS)).isEqualTo("1");
        other.connection().rollback();
        holder.ask("UPDATE " + table + " SET n = 2 WHERE id = 3");
        holder.connection().commit();

        assertThat(observer.ask("SELECT GROUP_CONCAT(n ORDER BY id) FROM " + table + " WHERE id <= 3"))
                .isEqualTo("0,0,2");
    }

    @Test
    void aRowLockThatIsNotGrantedInTimeRollsOnlyItsStatementBack() throws SQLException {
        other.begin();
        other.ask("UPDATE " + table + " SET n = 5 WHERE id = 2");
        holder.ask("SET SESSION innodb_lock_wait_timeout = 1");
        holder.ask("UPDATE " + table + " SET n = 1 WHERE id = 1");

        assertThat(holder.errorOf("UPDATE " + table + " SET n = 1 WHERE id = 2"))
                .isEqualTo(1205);

        other.connection().rollback();
        assertThat(holder.ask("SELECT @@innodb_rollback_on_timeout")).isEqualTo("0");
        holder.connection().commit();
        assertThat(committed()).isEqualTo("1");
    }
}
