package dev.latchkey.trials.failover;

import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockOptions;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.UnresolvedCommitException;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.support.Node;
import dev.latchkey.trials.support.SourceAndReplica;
import dev.latchkey.trials.support.TestFleet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that has lost its place as a primary, and is still there: what it grants excludes nobody. */
final class DemotedServerTest {

    private static final LockOptions SHARED = LockOptions.DEFAULT.sharingASession();

    private final LockKey key = newKey();
    private final WorkId workId = newWorkId();

    private SourceAndReplica pair;
    private Node source;
    private Node replica;
    private Scene scene;

    @BeforeEach
    void start() {
        pair = SourceAndReplica.semiSynchronous();
        source = pair.primary();
        replica = pair.standby();
        scene = new Scene(pair);
    }

    @AfterEach
    void close() {
        if (scene != null) {
            scene.close();
        }
    }

    /** The pool's sessions on the old primary live on, as they do behind most proxies. */
    @Test
    void afterASwitchoverNoSessionOfThePoolIsUsedThatStillLeadsToIt() throws SQLException {
        scene.run(key, newWorkId(), "before");
        scene.fleet().tryAcquire(key, SHARED).orElseThrow().close();
        pair.switchOver();
        scene.leadTo(replica);

        assertThat(scene.run(key, workId, "after")).isInstanceOf(Completed.class);
        assertThat(Scene.effects(replica, workId)).containsExactly("after");
        try (HeldLock lock = scene.fleet().tryAcquire(key, SHARED).orElseThrow()) {
            lock.ensureHeld();
            assertThat(TestFleet.isFree(Scene.shard(replica), key.text())).isFalse();
        }
        assertThat(TestFleet.isFree(Scene.shard(source), key.text())).isTrue();
        scene.checkTheLedger();
    }

    @Test
    void nothingIsGrantedWhereTheAddressStillLeadsToItNorIsItTakenBesideTheNewPrimary() {
        scene.failOver();
        source.server().start();
        scene.leadTo(source);
        scene.proxy().links().forEach(Link::reset);

        for (LockOptions options : List.of(LockOptions.DEFAULT, SHARED)) {
            assertThatThrownBy(() -> scene.fleet().tryAcquire(key, options))
                    .isInstanceOf(ServerUnavailableException.class)
                    .hasMessageContaining("it is read-only");
            assertThatThrownBy(() -> scene.fleet().acquire(key, WaitLimit.ofSeconds(1), options))
                    .isInstanceOf(ServerUnavailableException.class);
        }
        assertThatThrownBy(() -> scene.run(key, workId, "misled")).isInstanceOf(ServerUnavailableException.class);
        await().until(() -> TestFleet.isFree(Scene.shard(source), key.text()));
        assertThatThrownBy(() -> Fleet.open(scene.config()).close())
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessageContaining(
                        "it is read-only, and would grant locks that exclude nobody who works on the primary");

        source.execute("SET GLOBAL read_only = OFF");
        FleetConfig both = FleetConfig.of(List.of(Scene.shard(replica), Scene.shard(source)));
        assertThatThrownBy(() -> Fleet.open(both).close())
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessage("two servers say that they are shard s1; one is a copy of the other, leave it out");
    }

    /** Back from its crash it has the commit, which the replica that takes its place never got: it must not be believed. */
    @Test
    void aCommitIsNotLookedUpWhereItCannotStay() {
        assertThatThrownBy(() -> scene.runWith(key, workId, "first", (moment, statement) -> {
                    pair.stopReceiving();
                    Scene.meanwhile(() -> {
                        pair.awaitCommitWaiting(statement.session());
                        source.server().kill();
                        source.server().start();
                        await("the resolver").until(() -> Scene.sessions(source) > 0);
                        scene.failOver();
                    });
                }))
                .isInstanceOf(UnresolvedCommitException.class)
                .hasMessageContaining(" is unresolved: server ");

        assertThat(Scene.effects(replica, workId)).isEmpty();
    }
}
