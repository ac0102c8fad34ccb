package dev.latchkey.trials.failover;

import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.LockKey;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.UnresolvedCommitException;
import dev.latchkey.WorkId;
import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.support.Node;
import dev.latchkey.trials.support.SourceAndReplica;
import dev.latchkey.trials.support.TestFleet;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A primary with a semi-synchronous replica dies, and the replica takes its place. */
final class SemiSyncFailoverTest {

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

    @Test
    void whatIsAcknowledgedIsThereOnceWheneverThePrimaryDies() throws Exception {
        Traffic traffic = Traffic.on(scene, ThreadLocalRandom.current().nextLong());
        scene.failOver();
        traffic.finish();
        scene.checkTheLedger();
    }

    @Test
    void aCommitWhoseAnswerDiesWithThePrimaryIsUnresolvedAndStays() throws SQLException {
        String answering = " is unresolved: server %s answers where %s was asked to commit;"
                .formatted(replica.uuid(), source.uuid());
        assertThatThrownBy(() -> scene.runOfWhichThePrimaryDies(key, workId, "first"))
                .isInstanceOf(UnresolvedCommitException.class)
                .hasMessageContaining(answering);

        assertThat(scene.run(key, workId, "second")).isEqualTo(new AlreadyDone<>("first"));
        assertThat(Scene.effects(replica, workId)).containsExactly("first");
        scene.checkTheLedger();
    }

    @Test
    void aCommitThatTheReplicaNeverGotIsUnresolvedAndGone() throws SQLException {
        assertThatThrownBy(() -> scene.runWith(key, workId, "first", (moment, statement) -> {
                    pair.stopReceiving();
                    Scene.meanwhile(() -> {
                        pair.awaitCommitWaiting(statement.session());
                        scene.failOver();
                    });
                }))
                .isInstanceOf(UnresolvedCommitException.class);

        assertThat(Scene.effects(replica, workId)).isEmpty();
        assertThat(scene.run(key, workId, "second")).isInstanceOf(Completed.class);
        assertThat(Scene.effects(replica, workId)).containsExactly("second");
        scene.checkTheLedger();
    }

    /** Killed, the session of such a commit lives on and keeps its lock, so that nobody looks for the receipt too early. */
    @Test
    void aCommitThatWaitsForTheReplicaIsNotTakenForRolledBack() throws SQLException {
        Completed<String> completed = (Completed<String>) scene.runWith(key, workId, "first", (moment, statement) -> {
            replica.server().pause();
            Scene.meanwhile(() -> {
                pair.awaitCommitWaiting(statement.session());
                scene.proxy().links().forEach(Link::reset);
                pair.awaitKilledCommitWaiting(statement.session());
                assertThat(TestFleet.isFree(Scene.shard(source), key.text())).isFalse();
                replica.server().resume();
            });
        });

        assertThat(completed.resolved()).isTrue();
        assertThat(Scene.effects(source, workId)).containsExactly("first");
        scene.checkTheLedger();
    }
}
