package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.GuardedRun;
import dev.latchkey.LockKey;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.PartlyDurableException;
import dev.latchkey.ResultCodec;
import dev.latchkey.RolledBackException;
import dev.latchkey.Work;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.TestServers;
import dev.latchkey.work.RefusedStatementException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each premise of the promise is enforced by code: what would break it is refused, found out, or rolled back. */
@Tag("contract")
final class PremisesTest {

    private final TestFleet servers = TestFleet.shared();
    private final Fleet fleet = servers.fleet();
    private final LockKey key = servers.newKeyOn("s1");
    private final WorkId workId = newWorkId();
    private final ServerConfig shard = servers.home(key);

    @AfterEach
    void noSessionHoldsTheLock() {
        await().until(() -> TestFleet.isFree(shard, key.text()));
    }

    private <X extends Exception> Outcome<String> run(Work<String, X> work) throws X {
        return fleet.run(key, workId, ResultCodec.string(), work);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Nested
    final class AnErrorThatEndedTheTransaction {

        private final long first = workId.hashCode();
        private final long second = first + 1;

        /** Ends in a deadlock whose victim is the work: the other transaction has changed more. */
        private void deadlock(Connection work) throws SQLException {
            try (Connection other = TestFleet.connect(shard)) {
                other.setAutoCommit(false);
                execute(work, "UPDATE counter SET n = n + 1 WHERE id = " + first);
                for (int i = 0; i < 100; i++) {
                    execute(other, "INSERT INTO effect (work_id) VALUES ('weight')");
                }
                execute(other, "UPDATE counter SET n = n + 1 WHERE id = " + second);
                CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
                    try {
                        execute(other, "UPDATE counter SET n = n + 1 WHERE id = " + first);
                    } catch (SQLException e) {
                        throw new AssertionError(e);
                    }
                });
                await().until(() -> TestFleet.number(
                                shard,
                                "SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'")
                        > 0);
                try {
                    execute(work, "UPDATE counter SET n = n + 1 WHERE id = " + second);
                } finally {
                    waiting.join();
                    other.rollback();
                }
            }
        }

        @Test
        void doomsTheRunEvenIfTheWorkSwallowsIt() {
            TestFleet.execute(shard, "INSERT INTO counter VALUES (%d, 0), (%d, 0)".formatted(first, second));
            assertThatThrownBy(() -> run(connection -> {
                        leaveEffect(connection, workId);
                        assertThatThrownBy(() -> deadlock(connection))
                                .isInstanceOfSatisfying(
                                        SQLException.class,
                                        e -> assertThat(e.getErrorCode()).isEqualTo(1213));
                        assertThatThrownBy(() -> leaveEffect(connection, workId))
                                .hasMessageStartingWith("the server has rolled this transaction back (")
                                .hasMessageEndingWith("); nothing more is sent in this run");
                        return "swallowed";
                    }))
                    .isInstanceOfSatisfying(
                            RolledBackException.class,
                            e -> assertThat(e.error().getErrorCode()).isEqualTo(1213))
                    .hasMessageContaining("the work, which went on after it, met error 1213");
            assertThat(servers.effects(workId)).isZero();
        }

        @Test
        void isThrownAsItIsIfTheWorkThrowsIt() {
            TestFleet.execute(shard, "INSERT INTO counter VALUES (%d, 0), (%d, 0)".formatted(first, second));
            assertThatThrownBy(() -> run(connection -> {
                        deadlock(connection);
                        return "never";
                    }))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(1213));
        }
    }

    @Nested
    final class TheEndOfTheTransaction {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "COMMIT",
                    "ROLLBACK",
                    "BEGIN",
                    "START TRANSACTION",
                    "SET autocommit = 1",
                    "XA START 'x'",
                    "ANALYZE TABLE effect",
                    "CHECK TABLE effect",
                    "OPTIMIZE TABLE effect",
                    "FLUSH TABLES",
                    "TRUNCATE effect",
                    "CREATE TABLE other (id INT)",
                    "ALTER TABLE effect COMMENT = ''",
                    "LOCK TABLES effect READ",
                    "/*!50000 COMMIT */",
                    "SELECT 1 /*!50000 + 1 */",
                    "PREPARE s FROM 'COMMIT'",
                    "EXECUTE s",
                    "EXECUTE IMMEDIATE 'COMMIT'",
                    "CALL committing()",
                    "{call committing()}",
                    "SELECT 1; COMMIT",
                    "GRANT SELECT ON effect TO x",
                    "KILL 1",
                    "SELECT GET_LOCK('other', 0)",
                    "DO RELEASE_ALL_LOCKS()",
                    "SELECT `release_lock`('x')"
                })
        void byAStatementIsRefusedAndTheRunGoesOn(String sql) throws SQLException {
            Outcome<String> outcome = run(connection -> {
                leaveEffect(connection, workId);
                assertThatThrownBy(() -> execute(connection, sql))
                        .isInstanceOf(RefusedStatementException.class)
                        .hasMessageStartingWith("refused inside a guarded run: ");
                assertThatThrownBy(() -> connection.prepareStatement(sql))
                        .isInstanceOf(RefusedStatementException.class);
                leaveEffect(connection, workId);
                return "both";
            });
            assertThat(outcome).isInstanceOf(Completed.class);
            assertThat(servers.effects(workId)).isEqualTo(2);
        }

        @Test
        void byTheConnectionsMethodsIsRefused() throws SQLException {
            run(connection -> {
                assertThatThrownBy(connection::commit)
                        .hasMessage("refused inside a guarded run: Connection.commit(); the run opens and ends the"
                                + " transaction, and owns the session");
                assertThatThrownBy(connection::rollback).isInstanceOf(RefusedStatementException.class);
                assertThatThrownBy(connection::close).isInstanceOf(RefusedStatementException.class);
                assertThatThrownBy(() -> connection.setAutoCommit(true)).isInstanceOf(RefusedStatementException.class);
                assertThatThrownBy(() -> connection.abort(Runnable::run)).isInstanceOf(RefusedStatementException.class);
                assertThatThrownBy(() -> connection.unwrap(Connection.class))
                        .isInstanceOf(RefusedStatementException.class);
                Statement statement = connection.createStatement();
                assertThat(statement.getConnection()).isSameAs(connection);
                assertThat(statement.executeQuery("SELECT 1").getStatement().getConnection())
                        .isSameAs(connection);
                assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
                return "held";
            });
        }

        @Test
        void byAProcedureThatWasAskedForIsFoundOut() throws SQLException {
            procedure("committing", "COMMIT");
            assertThatThrownBy(() -> fleet.run(
                            GuardedRun.once(key, workId, ResultCodec.string()).permittingCalls(), connection -> {
                                leaveEffect(connection, workId);
                                execute(connection, "CALL committing()");
                                leaveEffect(connection, workId);
                                return "half";
                            }))
                    .isInstanceOf(PartlyDurableException.class)
                    .hasMessageContaining(
                            "may be durable: a procedure ended the transaction, its savepoint is gone (1305)");
            assertThat(servers.effects(workId)).isEqualTo(1);
        }

        @Test
        void byAProcedureThatSwitchesAutocommitOnIsFoundOut() throws SQLException {
            procedure("switching", "SET autocommit = 1");
            assertThatThrownBy(() -> fleet.run(
                            GuardedRun.once(key, workId, ResultCodec.string()).permittingCalls(), connection -> {
                                execute(connection, "CALL switching()");
                                leaveEffect(connection, workId);
                                return "half";
                            }))
                    .isInstanceOf(PartlyDurableException.class);
        }

        @Test
        void byNobodyLetsAProcedurePass() throws SQLException {
            procedure("leaving", "INSERT INTO effect (work_id) VALUES ('" + workId + "')");
            Outcome<String> outcome =
                    fleet.run(GuardedRun.once(key, workId, ResultCodec.string()).permittingCalls(), connection -> {
                        execute(connection, "CALL leaving()");
                        connection.prepareCall("{call leaving()}").execute();
                        return "whole";
                    });
            assertThat(outcome).isInstanceOf(Completed.class);
            assertThat(servers.effects(workId)).isEqualTo(2);
        }

        private void procedure(String name, String body) {
            TestFleet.execute(shard, "DROP PROCEDURE IF EXISTS " + name);
            TestFleet.execute(shard, "CREATE PROCEDURE " + name + "() " + body);
        }
    }

    @Test
    void rowsThatCannotBeRolledBackAreToldAsPartlyDurable() {
        TestFleet.execute(shard, "CREATE TABLE IF NOT EXISTS heap (work_id VARCHAR(255)) ENGINE = MyISAM");
        IllegalStateException thrown = new IllegalStateException("after the row");
        AbstractThrowableAssert<?, ?> failure = assertThatThrownBy(() -> run(connection -> {
            leaveEffect(connection, workId);
            execute(connection, "INSERT INTO heap VALUES ('" + workId + "')");
            throw thrown;
        }));
        if (serverRefusesMixedTransactions()) {
            failure.hasMessageContaining("Statement violates GTID consistency");
        } else {
            failure.isInstanceOf(PartlyDurableException.class)
                    .hasMessageContaining("may be durable: a table's engine can't roll back (1196); look at its tables")
                    .hasCause(thrown);
        }
        assertThat(servers.effects(workId)).isZero();
    }

    private boolean serverRefusesMixedTransactions() {
        return !TestServers.isMariaDb()
                && TestFleet.number(
                                shard,
                                "SELECT COUNT(*) FROM performance_schema.global_variables"
                                        + " WHERE VARIABLE_NAME = 'enforce_gtid_consistency' AND VARIABLE_VALUE = 'ON'")
                        == 1;
    }
}
