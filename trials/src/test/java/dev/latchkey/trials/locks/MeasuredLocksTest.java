package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.metrics.FlightRecorderListener;
import dev.latchkey.metrics.LockMetrics;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.support.TestFleet;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Meters and a flight recording of locks that are really held, by one listener or by two at once. */
@Tag("contract")
final class MeasuredLocksTest {

    @TempDir
    private Path folder;

    @RegisterExtension
    private final OneServer server = new OneServer();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LockName name = server.newName();

    private ServerLocks measured() {
        return server.locks(server.config().withListener(new LockMetrics(meters).and(new FlightRecorderListener())));
    }

    /** Taken and released, taken and killed, and waited for in vain meanwhile. */
    private HeldLock use(ServerLocks locks) {
        locks.tryAcquire(name).orElseThrow().close();
        HeldLock held = locks.acquire(name, WaitLimit.ofSeconds(60));
        assertThatThrownBy(() -> locks.acquire(name, WaitLimit.ofMillis(100)))
                .isInstanceOf(LockNotAcquiredException.class);
        TestFleet.kill(server.config(), held.session());
        assertThatThrownBy(held::close).isInstanceOf(LockLostException.class);
        return held;
    }

    private long times(String meter, String outcome) {
        return meters.get(meter)
                .tags("server", "the server", "class", name.lockClass(), "outcome", outcome)
                .timer()
                .count();
    }

    @Test
    void metersCountWhatHappens() {
        use(measured());
        assertThat(times("latchkey.lock.acquire", "acquired")).isEqualTo(2);
        assertThat(times("latchkey.lock.acquire", "busy")).isOne();
        assertThat(times("latchkey.lock.held", "released")).isOne();
        assertThat(times("latchkey.lock.held", "lost")).isOne();
        assertThat(meters.get("latchkey.lock.acquire")
                        .tag("outcome", "busy")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isGreaterThanOrEqualTo(100);
        assertThat(meters.get("latchkey.lock.wait.requests").summary().totalAmount())
                .isPositive();
        assertThat(meters.get("latchkey.lock.lost").counter().count()).isEqualTo(1);
    }

    @Test
    void aFlightRecordingShowsTheSameInItsOrder() throws IOException {
        ServerLocks locks = measured();
        Path file = folder.resolve("locks.jfr");
        HeldLock lost;
        try (Recording recording = new Recording()) {
            recording.start();
            lost = use(locks);
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.latchkey."))
                .filter(event -> event.getString("lock").equals(name.text()))
                .sorted((one, other) -> one.getStartTime().compareTo(other.getStartTime()))
                .toList();
        assertThat(events)
                .extracting(event -> event.getEventType().getName())
                .containsExactly(
                        "dev.latchkey.LockAcquired",
                        "dev.latchkey.LockHeld",
                        "dev.latchkey.LockAcquired",
                        "dev.latchkey.LockWaited",
                        "dev.latchkey.LockBusy",
                        "dev.latchkey.LockLost");
        assertThat(events.get(5).getLong("session")).isEqualTo(lost.session());
        assertThat(events.get(4).getDuration("waited")).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        assertThat(times("latchkey.lock.held", "lost"))
                .as("the meters hear it, too")
                .isOne();
    }

    @Test
    void aFleetsListenerHearsOfEachOfItsShards() {
        TestFleet servers = TestFleet.shared();
        FleetConfig config = servers.config().withListener(new LockMetrics(meters));
        LockKey first = servers.newKeyOn("s1");
        LockKey second = servers.newKeyOn("s2");
        try (Fleet fleet = Fleet.open(config)) {
            fleet.tryAcquire(first).orElseThrow().close();
            fleet.tryAcquire(second).orElseThrow().close();
            for (LockKey key : List.of(first, second)) {
                assertThat(meters.get("latchkey.lock.held")
                                .tags("server", fleet.shardOf(key).toString(), "class", key.lockClass())
                                .timer()
                                .count())
                        .isOne();
            }
        }
    }
}
