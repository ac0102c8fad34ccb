package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.RolledBackException;
import dev.latchkey.UnresolvedCommitException;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.StatementTap.Moment;
import dev.latchkey.trials.support.TestFleet;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The resolver: what a run says when the answer to its COMMIT never came. */
final class LostCommitAnswerTest {

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = servers.newKeyOn("s1");
    private final WorkId workId = newWorkId();
    private final ServerConfig shard = servers.home(key);
    private final TcpProxy proxy = TestFleet.proxyTo(shard);
    private final Fleet fleet = Fleet.open(servers.throughProxy(proxy));

    @AfterEach
    void close() {
        fleet.close();
        proxy.close();
        await().until(() -> TestFleet.isFree(shard, key.text()));
    }

    private Outcome<String> run(String result) throws SQLException {
        return fleet.run(key, workId, ResultCodec.string(), connection -> {
            leaveEffect(connection, workId);
            return result;
        });
    }

    /** Runs, with a fault just before gate and COMMIT are sent. */
    private Outcome<String> runWith(StatementTap.Listener beforeCommit) throws SQLException {
        return StatementTap.during(
                (moment, statement) -> {
                    if (moment == Moment.BEFORE && statement.verb().equals("CALL")) {
                        beforeCommit.on(moment, statement);
                    }
                },
                () -> run("mine"));
    }

    @Test
    void aCommitThatHappenedIsCompletedThoughItsAnswerNeverCame() throws SQLException {
        Completed<String> completed = (Completed<String>) runWith((moment, statement) -> {
            proxy.links().forEach(Link::swallowAnswers);
            CompletableFuture<Void> cutting = CompletableFuture.runAsync(() -> {
                await().until(() -> servers.effects(workId) == 1);
                proxy.links().forEach(Link::reset);
            });
            assertThat(cutting).isNotNull();
        });
        assertThat(completed.value()).isEqualTo("mine");
        assertThat(completed.resolved()).isTrue();
        assertThat(servers.effects(workId)).isEqualTo(1);
        assertThat(run("again")).isEqualTo(new AlreadyDone<>("mine"));
    }

    @Test
    void aCommitThatNeverArrivedIsLostWithItsLock() throws SQLException {
        assertThatThrownBy(() -> runWith((moment, statement) -> proxy.links().forEach(Link::reset)))
                .isInstanceOf(LockLostException.class)
                .hasMessageStartingWith("lock " + key + " lost on shard s1 (")
                .hasMessageContaining(" gave no answer to its COMMIT, after ");
        assertThat(servers.effects(workId)).isZero();
        assertThat(run("again")).isInstanceOf(Completed.class);
    }

    @Test
    void theReceiptOfAnotherRunIsAnsweredAsAlreadyDone() throws SQLException {
        Outcome<String> outcome = runWith((moment, statement) -> {
            proxy.links().forEach(Link::reset);
            await().until(() -> TestFleet.isFree(shard, key.text()));
            servers.fleet().run(key, workId, ResultCodec.string(), connection -> {
                leaveEffect(connection, workId);
                return "another's";
            });
        });
        assertThat(outcome).isEqualTo(new AlreadyDone<>("another's"));
        assertThat(servers.effects(workId)).isEqualTo(1);
    }

    @Test
    void oneThatWasInterruptedWhileItsSessionLivesOnHoldingTheLockIsRolledBack() throws Exception {
        try (Connection reader = TestFleet.connect(shard);
                Statement side = reader.createStatement()) {
            assertThatThrownBy(() -> runWith((moment, statement) -> {
                        side.execute("FLUSH TABLES WITH READ LOCK");
                        CompletableFuture<Void> interrupting = CompletableFuture.runAsync(() -> {
                            try {
                                await().until(() -> waitsInTheGate(statement.session()));
                                TestFleet.execute(shard, "KILL QUERY " + statement.session());
                                await().until(() -> !waitsInTheGate(statement.session()));
                            } finally {
                                unlock(side);
                            }
                        });
                        assertThat(interrupting).isNotNull();
                    }))
                    .isInstanceOf(RolledBackException.class)
                    .hasMessageContaining(" met error 1317");
        }
        assertThat(servers.effects(workId)).isZero();
        assertThat(run("again")).isInstanceOf(Completed.class);
    }

    private boolean waitsInTheGate(long session) {
        return TestFleet.sessions(
                        shard,
                        seen -> seen.id() == session
                                && seen.statement().startsWith("INSERT INTO latchkey_receipt")
                                && seen.state().startsWith("Waiting for"))
                == 1;
    }

    private static void unlock(Statement side) {
        try {
            side.execute("UNLOCK TABLES");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anotherServerAtTheSameAddressCannotTell() {
        ServerConfig second = servers.config().shards().get(1);
        TestFleet.execute(second, "CREATE DATABASE " + shard.url().database());
        URI other = TestFleet.address(second);
        assertThatThrownBy(() -> runWith((moment, statement) -> {
                    proxy.redirect(other.getHost(), other.getPort());
                    proxy.links().forEach(Link::reset);
                }))
                .isInstanceOf(UnresolvedCommitException.class)
                .hasMessageStartingWith("commit of " + workId + " of " + key + " on shard s1 (")
                .hasMessageContaining(" is unresolved: server ")
                .hasMessageContaining(" was asked to commit; run it again: a receipt will answer (run id ");
        assertThat(servers.effects(workId)).isZero();
        TestFleet.execute(second, "DROP DATABASE " + shard.url().database());
    }

    @Test
    void aFleetThatWasClosedDoesNotLookForLong() {
        assertThatThrownBy(() -> runWith((moment, statement) -> fleet.close()))
                .isInstanceOf(UnresolvedCommitException.class)
                .hasMessageContaining(" is unresolved: all sessions were closed while it was under way;");
        await().until(() -> TestFleet.isFree(shard, key.text()));
    }

    @Test
    void withoutAWorkIdNobodyCanTell() {
        assertThatThrownBy(() -> StatementTap.during(
                        (moment, statement) -> {
                            if (moment == Moment.BEFORE && statement.verb().equals("COMMIT")) {
                                proxy.links().forEach(Link::reset);
                            }
                        },
                        () -> fleet.run(key, connection -> {
                            leaveEffect(connection, workId);
                            return 1;
                        })))
                .isInstanceOf(UnresolvedCommitException.class)
                .hasMessageStartingWith("commit of a run of " + key + " on shard s1 (")
                .hasMessageContaining(
                        " is unresolved: COMMIT was not answered, and without a work id there is no receipt;"
                                + " look at what the work changed (run id ");
        await().until(() -> TestFleet.isFree(shard, key.text()));
    }
}
