package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.Work;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.TestFleet;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lock is asked for again by the gate, and its release is read: whatever the work did to it is found out. */
@Tag("contract")
final class LockPremisesTest {

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
    final class TheLock {

        private void function(String name, String expression) {
            TestFleet.execute(shard, "DROP FUNCTION IF EXISTS " + name);
            TestFleet.execute(
                    shard, "CREATE FUNCTION " + name + "() RETURNS INT NOT DETERMINISTIC NO SQL RETURN " + expression);
        }

        @Test
        void releasedBehindOurBackIsFoundByTheGate() {
            function("releasing", "RELEASE_ALL_LOCKS()");
            assertThatThrownBy(() -> run(connection -> {
                        leaveEffect(connection, workId);
                        execute(connection, "SELECT releasing()");
                        return "unguarded";
                    }))
                    .isInstanceOf(LockLostException.class)
                    .hasMessageStartingWith("lock " + key + " lost on shard s1 (")
                    .hasMessageContaining(" no longer holds it at the gate, after ")
                    .hasMessageEndingWith("; run it again, and look in the server's log for who ended that session");
            assertThat(servers.effects(workId)).isZero();
        }

        @Test
        void takenBesideOursByAFunctionDiesWithTheSession() throws SQLException {
            String other = "OTHER_OF_" + key;
            function("taking", "GET_LOCK('" + other + "', 0)");
            Completed<String> completed = (Completed<String>) run(connection -> {
                execute(connection, "SELECT taking()");
                leaveEffect(connection, workId);
                return "two locks";
            });
            assertThat(completed.heldToTheEnd()).isFalse();
            await().until(() -> TestFleet.isFree(shard, other));
            assertThat(servers.effects(workId)).isEqualTo(1);
        }

        @Test
        void lostWithItsSessionDuringTheWorkLeavesNothing() {
            assertThatThrownBy(() -> run(connection -> {
                        leaveEffect(connection, workId);
                        TestFleet.kill(shard, fleet.holderOf(key).orElseThrow().session());
                        return "killed";
                    }))
                    .isInstanceOf(LockLostException.class)
                    .hasMessageContaining(" lost on shard ");
            assertThat(servers.effects(workId)).isZero();
        }

        @Test
        void lostWithItsSessionIsNotBlamedForWhatTheWorkThrows() {
            assertThatThrownBy(() -> run(connection -> {
                        TestFleet.kill(shard, fleet.holderOf(key).orElseThrow().session());
                        throw new IllegalStateException("the work's own");
                    }))
                    .hasMessage("the work's own");
        }
    }
}
