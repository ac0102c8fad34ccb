package dev.latchkey.metrics;

import dev.latchkey.LockEvent;
import dev.latchkey.LockListener;
import dev.latchkey.LockName;
import dev.latchkey.LostLock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/**
 * Keeps Micrometer's meters of locks.
 *
 * <pre>{@code
 * import dev.latchkey.metrics.LockMetrics;
 * import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
 *
 * LockMetrics metrics = new LockMetrics(new SimpleMeterRegistry());
 * ServerConfig.of(url, user, password).withListener(metrics);
 * }</pre>
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>type</th><th>tags</th></tr>
 * <tr><td>{@code latchkey.lock.acquire}</td><td>timer: how long callers asked</td>
 *     <td>server, class, outcome: acquired, busy</td></tr>
 * <tr><td>{@code latchkey.lock.held}</td><td>timer: how long locks were held</td>
 *     <td>server, class, outcome: released, lost, killed (taken away after its maximum)</td></tr>
 * <tr><td>{@code latchkey.lock.wait.requests}</td><td>summary: requests a waiter made</td>
 *     <td>server, class, outcome: acquired, busy (or the wait was broken off)</td></tr>
 * <tr><td>{@code latchkey.lock.lost}</td><td>counter</td>
 *     <td>server, class, evidence: the constants of {@link dev.latchkey.LostLock.Evidence} in lower case</td></tr>
 * <tr><td>{@code latchkey.pool.exhausted}</td><td>counter</td><td>server</td></tr>
 * </table>
 *
 * <p>Takes its registry in the constructor and is no {@code MeterBinder}: a listener is given away when a server is configured,
 * and none of what it hears then may be missed. One object may listen to many servers. Histograms and percentiles are off; a
 * {@code MeterFilter} of the registry turns them on. No tag has many values: the name of a lock is none, and of lock classes the
 * first {@value BoundedClasses#MOST} are told apart.
 *
 * <p>Thread-safe.
 */
public final class LockMetrics implements LockListener {

    private final BoundedClasses classes = new BoundedClasses();
    private final MeterProvider<Timer> acquire;
    private final MeterProvider<Timer> held;
    private final MeterProvider<DistributionSummary> requests;
    private final MeterProvider<Counter> lost;
    private final MeterProvider<Counter> exhausted;

    /** Keeps its meters in this registry, each from its first event on. */
    public LockMetrics(MeterRegistry registry) {
        acquire = Timer.builder("latchkey.lock.acquire")
                .description("How long callers asked for a lock")
                .withRegistry(registry);
        held = Timer.builder("latchkey.lock.held")
                .description("How long locks were held")
                .withRegistry(registry);
        requests = DistributionSummary.builder("latchkey.lock.wait.requests")
                .description("How many times a waiter asked the server for a lock")
                .baseUnit("requests")
                .withRegistry(registry);
        lost = Counter.builder("latchkey.lock.lost")
                .description("Locks that ended before their release")
                .withRegistry(registry);
        exhausted = Counter.builder("latchkey.pool.exhausted")
                .description("Callers that got no session in time, since all were in use")
                .withRegistry(registry);
    }

    @Override
    public void acquired(LockEvent event) {
        acquire.withTags(tags(event).and("outcome", "acquired")).record(event.time());
    }

    @Override
    public void busy(LockEvent event) {
        acquire.withTags(tags(event).and("outcome", "busy")).record(event.time());
    }

    @Override
    public void waited(LockEvent event, int requestCount, boolean granted) {
        requests.withTags(tags(event).and("outcome", granted ? "acquired" : "busy"))
                .record(requestCount);
    }

    @Override
    public void released(LockEvent event) {
        held.withTags(tags(event).and("outcome", "released")).record(event.time());
    }

    /** Also keeps the time of killed ones: {@link #killed} is followed by this call. */
    @Override
    public void lost(LostLock lock) {
        Tags tags = tags(lock.server(), lock.name());
        String evidence = lock.evidence().name().toLowerCase(Locale.ROOT);
        lost.withTags(tags.and("evidence", evidence)).increment();
        held.withTags(tags.and("outcome", endOf(lock))).record(lock.held());
    }

    @Override
    public void poolExhausted(String server, Duration waited) {
        exhausted.withTags(Tags.of("server", server)).increment();
    }

    private static String endOf(LostLock lock) {
        return switch (lock.evidence()) {
            case SERVER_SAID_SO, SERVER_CANT_BE_ASKED, CLOSED -> "lost";
            case HELD_TOO_LONG -> "killed";
        };
    }

    private Tags tags(LockEvent event) {
        return tags(event.server(), event.name());
    }

    private Tags tags(String server, LockName name) {
        return Tags.of("server", server, "class", classes.tag(name.lockClass()));
    }
}
