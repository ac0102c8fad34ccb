package dev.latchkey.trials.failover;

import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import dev.latchkey.LockKey;
import dev.latchkey.MarkState;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.WorkId;
import dev.latchkey.ledger.LostCommits;
import dev.latchkey.ledger.Mark;
import dev.latchkey.ledger.Reconciler;
import dev.latchkey.trials.support.Node;
import dev.latchkey.trials.support.SourceAndReplica;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.StatementTap.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The replica lags when the primary dies: what it never got was acknowledged, marked, and is lost. */
final class LostCommitsFailoverTest {

    private static final int ALL = 10_000;

    private final LockKey key = newKey();

    private SourceAndReplica pair;
    private Node replica;
    private Scene scene;
    private LostCommits lost;
    private String oldServer;

    @BeforeEach
    void start() {
        pair = SourceAndReplica.asynchronous();
        replica = pair.standby();
        scene = new Scene(pair);
        lost = scene.fleet().lostCommits().orElseThrow();
        oldServer = pair.primary().uuid();
    }

    @AfterEach
    void close() {
        if (scene != null) {
            scene.close();
        }
    }

    private List<WorkId> done(int count) throws Exception {
        List<WorkId> workIds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            WorkId workId = newWorkId();
            Completed<String> completed = (Completed<String>) scene.run(key, workId, "first");
            assertThat(completed.mark().toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .isEqualTo(MarkState.MARKED);
            workIds.add(workId);
        }
        return workIds;
    }

    @Test
    void theLostOnesAreListedAndOnceForgottenDoneAgain() throws Exception {
        List<WorkId> kept = done(3);
        pair.awaitReplica();
        pair.stopReceiving();
        List<WorkId> gone = done(5);
        assertThat(lost.list(ALL)).isEmpty();

        scene.failOver();

        List<Mark> marks = lost.list(ALL);
        assertThat(marks).extracting(Mark::workId).containsExactlyElementsOf(texts(gone));
        assertThat(marks).allSatisfy(mark -> {
            assertThat(mark.lockKey()).isEqualTo(key.text());
            assertThat(mark.shard()).isEqualTo("s1");
            assertThat(mark.server()).isEqualTo(oldServer);
        });
        assertThat(scene.run(key, gone.get(0), "second")).isEqualTo(new AlreadyDone<>("first"));

        assertThat(lost.forget(marks)).isEqualTo(5);

        assertThat(lost.list(ALL)).isEmpty();
        for (WorkId workId : gone) {
            assertThat(scene.run(key, workId, "second")).isInstanceOf(Completed.class);
            assertThat(scene.run(key, workId, "third")).isEqualTo(new AlreadyDone<>("second"));
            assertThat(Scene.effects(replica, workId)).containsExactly("second");
        }
        for (WorkId workId : kept) {
            assertThat(scene.run(key, workId, "second")).isEqualTo(new AlreadyDone<>("first"));
            assertThat(Scene.effects(replica, workId)).containsExactly("first");
        }
        scene.checkTheLedger();
    }

    private static List<String> texts(List<WorkId> workIds) {
        return workIds.stream().map(WorkId::text).toList();
    }

    /** Else the mark would name the new primary, and would not be suspected. */
    @Test
    void aReconcilerThatReadBeforeTheFailoverMarksWithTheServerThatItRead() throws Exception {
        pair.stopReceiving();
        WorkId gone = done(1).get(0);
        scene.unmark(gone);
        Reconciler reconciler = scene.fleet().reconciler().orElseThrow();

        Throwable whereverItEnds = StatementTap.during(
                (moment, statement) -> {
                    if (moment == Moment.AFTER && statement.sql().contains("FROM latchkey_receipt")) {
                        scene.failOver();
                    }
                },
                () -> catchThrowable(reconciler::reconcile));

        assertThat(lost.list(ALL))
                .extracting(Mark::workId, Mark::server)
                .as("after %s", whereverItEnds)
                .containsExactly(tuple(gone.text(), oldServer));
    }
}
