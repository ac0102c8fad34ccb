package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.ShortLease.BOUND;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.LockKey;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.support.OtherJvm;
import dev.latchkey.trials.support.ShortLease;
import dev.latchkey.trials.support.TestFleet;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A run whose program is stopped in the middle of its work is rolled back by the lease, and fails when it goes on. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGSTOP")
final class FrozenRunTest {

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = servers.newKeyOn("s1");
    private final WorkId workId = newWorkId();
    private final String counter = key.owner().replaceAll("[^0-9]", "");
    private final ServerConfig shard = servers.home(key);
    private final FleetConfig config = ShortLease.fleet(6);

    @TempDir
    private Path folder;

    @BeforeEach
    void countFromSeven() {
        TestFleet.execute(shard, "INSERT INTO counter (id, n) VALUES (" + counter + ", 7)");
    }

    @AfterEach
    void noSessionHoldsTheLock() {
        await().atMost(BOUND).until(() -> TestFleet.isFree(shard, key.text()));
    }

    private String counting() {
        return "UPDATE counter SET n = n + 1 WHERE id = " + counter;
    }

    private long counted() {
        return TestFleet.number(shard, "SELECT n FROM counter WHERE id = " + counter);
    }

    private OtherJvm working() throws Exception {
        OtherJvm jvm = RemoteRunner.start(folder, config, key, workId);
        assertThat(jvm.says()).isEqualTo("working");
        assertThat(TestFleet.isFree(shard, key.text())).isFalse();
        return jvm;
    }

    private void awaitTheEndOfTheLock() {
        await().atMost(BOUND).until(() -> TestFleet.isFree(shard, key.text()));
    }

    private void failsAndLeavesNothing(OtherJvm jvm) throws Exception {
        assertThat(jvm.ask(RemoteRunner.GO_ON))
                .startsWith("LockLostException: lock " + key + " lost on shard s1 (")
                .contains("; run it again");
        assertThat(servers.effects(workId)).isZero();
    }

    @Test
    void aRunThatIsNotFrozenCommits() throws Exception {
        try (OtherJvm jvm = working()) {
            assertThat(jvm.ask(counting())).isEqualTo("sent");
            assertThat(jvm.ask(RemoteRunner.GO_ON)).isEqualTo("Completed");
        }
        assertThat(counted()).isEqualTo(8);
        assertThat(servers.effects(workId)).isEqualTo(1);
    }

    @Test
    void whatWasChangedIsAsItWasWhenTheLockIsFree() throws Exception {
        try (OtherJvm jvm = working()) {
            assertThat(jvm.ask(counting())).isEqualTo("sent");
            jvm.freeze();
            awaitTheEndOfTheLock();
            TestFleet.execute(shard, "UPDATE counter SET n = n * 10 WHERE id = " + counter); // waits for no row lock
            jvm.thaw();
            failsAndLeavesNothing(jvm);
        }
        assertThat(counted()).isEqualTo(70);
    }

    @Test
    void aStatementThatWaitsForARowIsBoundedByTheLeaseToo() throws Exception {
        try (OtherJvm jvm = working();
                Connection inTheWay = TestFleet.connect(shard);
                Statement statement = inTheWay.createStatement()) {
            inTheWay.setAutoCommit(false);
            statement.execute(counting());
            jvm.tell(counting());
            await().atMost(BOUND).until(this::isWaitingForTheRow);
            jvm.freeze();
            awaitTheEndOfTheLock(); // although the row is still locked
            inTheWay.rollback();
            jvm.thaw();
            assertThat(jvm.says()).startsWith("SQLException "); // that the wait timed out, or that the session is gone
            assertThat(jvm.ask(RemoteRunner.GO_ON)).matches("(LockLost|RolledBack)Exception: .*run it again.*");
        }
        assertThat(servers.effects(workId)).isZero();
        assertThat(counted()).isEqualTo(7);
    }

    private boolean isWaitingForTheRow() {
        return TestFleet.sessions(shard, session -> session.statement().equals(counting())) == 1;
    }
}
