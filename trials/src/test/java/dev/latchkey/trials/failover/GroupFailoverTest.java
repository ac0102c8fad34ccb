package dev.latchkey.trials.failover;

import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.LockKey;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.UnresolvedCommitException;
import dev.latchkey.WorkId;
import dev.latchkey.trials.support.ReplicationGroup;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The primary of a replication group dies, and the group elects another. */
final class GroupFailoverTest {

    private ReplicationGroup group;
    private Scene scene;

    @BeforeEach
    void start() {
        group = ReplicationGroup.of(3);
        scene = new Scene(group);
    }

    @AfterEach
    void close() {
        if (scene != null) {
            scene.close();
        }
    }

    @Test
    void whatIsAcknowledgedIsThereOnceWheneverThePrimaryDies() throws Exception {
        LockKey key = newKey();
        WorkId workId = newWorkId();
        Traffic traffic = Traffic.on(scene, ThreadLocalRandom.current().nextLong());

        assertThatThrownBy(() -> scene.runOfWhichThePrimaryDies(key, workId, "first"))
                .isInstanceOf(UnresolvedCommitException.class);

        traffic.finish();
        assertThat(scene.run(key, workId, "second")).isEqualTo(new AlreadyDone<>("first"));
        scene.checkTheLedger();
    }
}
