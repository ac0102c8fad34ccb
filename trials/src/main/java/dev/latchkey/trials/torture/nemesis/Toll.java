package dev.latchkey.trials.torture.nemesis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.net.Passage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sits on the way to one server. It may slow everything down, and lie in wait for a request, to do something to
 * it or to its answer, when the server has acted. It knows nothing but bytes, so it finds words only where the link isn't encrypted. Thread-safe.
 */
public final class Toll implements Passage {

    /** None comes while the server is away. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final AtomicReference<@Nullable Ambush> ambush = new AtomicReference<>();
    private final Map<Link, Ambush> sprung = new ConcurrentHashMap<>();
    private volatile Duration slowness = Duration.ZERO;

    /** What may be done to a request that was waited for. */
    enum Mischief {
        DELAY_THE_REQUEST,
        DELAY_THE_ANSWER,
        /** And all later answers of that link. */
        SWALLOW_THE_ANSWER
    }

    private record Ambush(String word, Mischief mischief, Duration delay, AtomicInteger left, CountDownLatch struck) {

        boolean isFor(ByteBuffer bytes) {
            return ISO_8859_1.decode(bytes).toString().toUpperCase(Locale.ROOT).contains(word);
        }
    }

    /**
     * Waits for the next few requests with this word in them, and lets the patience pass.
     *
     * @param most how many requests are struck at most
     * @return false if none came, or others are waited for
     */
    boolean lieInWait(String word, Mischief mischief, Duration delay, int most) throws InterruptedException {
        Ambush next = new Ambush(word, mischief, delay, new AtomicInteger(most), new CountDownLatch(most));
        if (!ambush.compareAndSet(null, next)) {
            return false;
        }
        boolean all = next.struck().await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        ambush.compareAndSet(next, null);
        return all || next.struck().getCount() < most;
    }

    /** Every chunk takes so long from now on. */
    void slow(Duration each) {
        slowness = each;
    }

    /** Lets everything through as it comes. */
    void lift() {
        slowness = Duration.ZERO;
        ambush.set(null);
        sprung.clear();
    }

    @Override
    public Fate of(Link link, Direction direction, ByteBuffer bytes) {
        pause(slowness);
        return switch (direction) {
            case REQUEST -> request(link, bytes);
            case ANSWER -> answer(link);
        };
    }

    private Fate request(Link link, ByteBuffer bytes) {
        Ambush waiting = ambush.get();
        if (waiting != null && waiting.isFor(bytes) && waiting.left().getAndDecrement() > 0) {
            if (waiting.mischief() == Mischief.DELAY_THE_REQUEST) {
                waiting.struck().countDown();
                pause(waiting.delay());
            } else {
                sprung.put(link, waiting);
            }
        }
        return Fate.FORWARDED;
    }

    private Fate answer(Link link) {
        Ambush found = sprung.remove(link);
        if (found == null) {
            return Fate.FORWARDED;
        }
        found.struck().countDown();
        if (found.mischief() == Mischief.DELAY_THE_ANSWER) {
            pause(found.delay());
            return Fate.FORWARDED;
        }
        link.swallowAnswers();
        return Fate.SWALLOWED;
    }

    private static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
