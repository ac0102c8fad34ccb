package dev.latchkey.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.LockEvent;
import dev.latchkey.LockName;
import dev.latchkey.LostLock;
import dev.latchkey.LostLock.Evidence;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecorderListenerTest {

    private static final List<String> EVENTS = Stream.of(
                    "LockAcquired", "LockBusy", "LockWaited", "LockHeld", "LockLost", "PoolExhausted")
            .map("dev.latchkey."::concat)
            .toList();

    private static final LockEvent EVENT =
            new LockEvent("db1", LockName.exact("ACCOUNT_123_TASK"), 381, Duration.ofMillis(30));

    @TempDir
    private Path folder;

    private final FlightRecorderListener listener = new FlightRecorderListener();

    @Test
    void whatHappensStandsInTheRecording() throws IOException {
        List<RecordedEvent> events = recorded(true);

        assertThat(events).extracting(event -> event.getEventType().getName()).containsExactlyElementsOf(EVENTS);
        assertThat(events).allSatisfy(event -> {
            assertThat(event.getString("server")).isEqualTo("db1");
            assertThat(event.getEventType().getCategoryNames()).containsExactly("Latchkey");
            assertThat(event.getEventType().getDescription()).isNotBlank();
        });
        assertThat(events.subList(0, 5)).allSatisfy(event -> {
            assertThat(event.getString("lock")).isEqualTo("ACCOUNT_123_TASK");
            assertThat(event.getString("lockClass")).isEqualTo("ACCOUNT_TASK");
            assertThat(event.getLong("session")).isEqualTo(381);
        });
        assertThat(events.stream().map(event -> event.getDuration(timeOf(event))))
                .containsExactly(
                        Duration.ofMillis(30),
                        Duration.ofMillis(30),
                        Duration.ofMillis(30),
                        Duration.ofMillis(30),
                        Duration.ofMillis(700),
                        Duration.ofSeconds(2));
        assertThat(events.get(2).getInt("requests")).isEqualTo(4);
        assertThat(events.get(2).getBoolean("granted")).isTrue();
        assertThat(events.get(4).getString("evidence")).isEqualTo("SERVER_SAID_SO");
        assertThat(events.get(4).getString("detail")).isEqualTo("is gone");
    }

    @Test
    void callersAreNamedWhereTheyWaitAndTakeLocks() throws IOException {
        assertThat(recorded(true))
                .filteredOn(event -> event.getStackTrace() != null)
                .extracting(event -> event.getEventType().getLabel())
                .containsExactly("Lock Acquired", "Lock Busy", "Lock Waited For", "Pool Exhausted");
    }

    @Test
    void whatIsTurnedOffIsNotRecorded() throws IOException {
        assertThat(recorded(false)).isEmpty();
    }

    @Test
    void whileNobodyRecordsNothingButTheEventIsAllocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        everyEvent();
        int times = 10_000;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < times; i++) {
            listener.acquired(EVENT);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated / times).isLessThanOrEqualTo(80);
    }

    private List<RecordedEvent> recorded(boolean byDefault) throws IOException {
        Path file = folder.resolve("locks.jfr");
        try (Recording recording = new Recording()) {
            if (!byDefault) {
                EVENTS.forEach(recording::disable);
            }
            recording.start();
            everyEvent();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.latchkey."))
                .sorted((one, other) -> one.getStartTime().compareTo(other.getStartTime()))
                .toList();
    }

    private void everyEvent() {
        listener.acquired(EVENT);
        listener.busy(EVENT);
        listener.waited(EVENT, 4, true);
        listener.released(EVENT);
        listener.killed(EVENT);
        listener.lost(new LostLock(
                EVENT.name(),
                EVENT.server(),
                EVENT.session(),
                Evidence.SERVER_SAID_SO,
                "is gone",
                Duration.ofMillis(700)));
        listener.poolExhausted("db1", Duration.ofSeconds(2));
    }

    private static String timeOf(RecordedEvent event) {
        return event.hasField("held") ? "held" : "waited";
    }
}
