package dev.latchkey.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.LockEvent;
import dev.latchkey.LockName;
import dev.latchkey.LostLock;
import dev.latchkey.LostLock.Evidence;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LockMetrics metrics = new LockMetrics(registry);

    @Test
    void acquiringIsTimedByItsOutcome() {
        metrics.acquired(event("ACCOUNT_123_TASK", 30));
        metrics.acquired(event("ACCOUNT_124_TASK", 10));
        metrics.busy(event("ACCOUNT_123_TASK", 500));

        assertTimer("latchkey.lock.acquire", "acquired", 2, 40);
        assertTimer("latchkey.lock.acquire", "busy", 1, 500);
    }

    @Test
    void holdingIsTimed() {
        metrics.released(event("ACCOUNT_123_TASK", 200));

        assertTimer("latchkey.lock.held", "released", 1, 200);
    }

    @ParameterizedTest
    @CsvSource({
        "SERVER_SAID_SO,       server_said_so,       lost",
        "SERVER_CANT_BE_ASKED, server_cant_be_asked, lost",
        "CLOSED,               closed,               lost",
        "HELD_TOO_LONG,        held_too_long,        killed",
    })
    void aLossIsCountedByItsEvidenceAndEndsTheHold(Evidence evidence, String tag, String outcome) {
        LockName name = LockName.exact("ACCOUNT_123_TASK");
        if (evidence == Evidence.HELD_TOO_LONG) {
            metrics.killed(event("ACCOUNT_123_TASK", 700));
        }
        metrics.lost(new LostLock(name, "db1", 381, evidence, "is gone", Duration.ofMillis(700)));

        assertTimer("latchkey.lock.held", outcome, 1, 700);
        assertThat(registry.get("latchkey.lock.lost")
                        .tags("server", "db1", "class", "ACCOUNT_TASK")
                        .tag("evidence", tag)
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.find("latchkey.lock.held").timers()).hasSize(1);
    }

    @Test
    void requestsOfAWaitAreSummedUp() {
        metrics.waited(event("ACCOUNT_123_TASK", 30), 3, true);
        metrics.waited(event("ACCOUNT_123_TASK", 30), 5, true);
        metrics.waited(event("ACCOUNT_123_TASK", 30), 7, false);

        var summary = registry.get("latchkey.lock.wait.requests")
                .tags("server", "db1", "class", "ACCOUNT_TASK", "outcome", "acquired")
                .summary();
        assertThat(summary.count()).isEqualTo(2);
        assertThat(summary.totalAmount()).isEqualTo(8);
        assertThat(registry.get("latchkey.lock.wait.requests")
                        .tag("outcome", "busy")
                        .summary()
                        .totalAmount())
                .isEqualTo(7);
    }

    @Test
    void anExhaustedPoolIsCounted() {
        metrics.poolExhausted("db1", Duration.ofSeconds(1));
        metrics.poolExhausted("db1", Duration.ofSeconds(1));
        metrics.poolExhausted("db2", Duration.ofSeconds(1));

        assertThat(registry.get("latchkey.pool.exhausted")
                        .tag("server", "db1")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void noTagNamesALock() {
        IntStream.range(0, 500).forEach(i -> allEvents("ACCOUNT_" + i + "_TASK"));

        assertThat(tagValues("class")).containsExactly("ACCOUNT_TASK");
        assertThat(registry.getMeters()).hasSize(8);
    }

    @Test
    void classesBeyondTheBoundShareATag() {
        IntStream.range(0, 500).forEach(i -> allEvents("job-" + i));

        Set<String> expected = IntStream.range(0, BoundedClasses.MOST)
                .mapToObj(i -> "job-" + i)
                .collect(Collectors.toCollection(TreeSet::new));
        expected.add("other");
        assertThat(tagValues("class")).isEqualTo(expected);
        assertThat(registry.get("latchkey.lock.held")
                        .tags("class", "other", "outcome", "released")
                        .timer()
                        .count())
                .isEqualTo(400);
    }

    @Test
    void anEmptyClassHasATagThatIsNotEmpty() {
        assertThat(new BoundedClasses().tag("")).isEqualTo("none");
    }

    private void allEvents(String name) {
        metrics.acquired(event(name, 1));
        metrics.busy(event(name, 1));
        metrics.waited(event(name, 1), 1, true);
        metrics.waited(event(name, 1), 1, false);
        metrics.released(event(name, 1));
        metrics.lost(
                new LostLock(LockName.exact(name), "db1", 1, Evidence.SERVER_SAID_SO, "is gone", Duration.ofMillis(1)));
        metrics.poolExhausted("db1", Duration.ofMillis(1));
    }

    private Set<String> tagValues(String key) {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .flatMap(id -> Stream.ofNullable(id.getTag(key)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void assertTimer(String meter, String outcome, long count, double millis) {
        Timer timer = registry.get(meter).tag("outcome", outcome).timer();
        assertThat(timer.getId().getTags())
                .containsExactlyInAnyOrder(
                        Tag.of("server", "db1"), Tag.of("class", "ACCOUNT_TASK"), Tag.of("outcome", outcome));
        assertThat(timer.count()).isEqualTo(count);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(millis);
    }

    private static LockEvent event(String name, long millis) {
        return new LockEvent("db1", LockName.exact(name), 381, Duration.ofMillis(millis));
    }
}
