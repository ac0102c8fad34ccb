package dev.latchkey.trials.torture.nemesis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.net.Passage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sits on the way to one server. It may slow everything down, and lie in wait for a request to do something to its answer: by then
 * the server has acted. It knows nothing but bytes, so it finds words only where the link isn't encrypted. Thread-safe.
 */
public final class Toll implements Passage {

    private final AtomicReference<@Nullable Ambush> ambush = new AtomicReference<>();
    private final Map<Link, Ambush> sprung = new ConcurrentHashMap<>();
    private volatile Duration slowness = Duration.ZERO;

    /** What is done to the answer to the next request with this word in it: it comes late, or never. */
    private record Ambush(String word, Optional<Duration> delay, CountDownLatch struck) {

        boolean isFor(ByteBuffer bytes) {
            return ISO_8859_1.decode(bytes).toString().toUpperCase(Locale.ROOT).contains(word);
        }
    }

    /** Delays the answer to the next request with this word. False if none came within the patience, or another is awaited. */
    boolean delay(String word, Duration delay, Duration patience) throws InterruptedException {
        return await(new Ambush(word, Optional.of(delay), new CountDownLatch(1)), patience);
    }

    /** Swallows that answer, and all later ones of its link. False likewise. */
    boolean swallow(String word, Duration patience) throws InterruptedException {
        return await(new Ambush(word, Optional.empty(), new CountDownLatch(1)), patience);
    }

    private boolean await(Ambush next, Duration patience) throws InterruptedException {
        if (!ambush.compareAndSet(null, next)) {
            return false;
        }
        boolean struck = next.struck().await(patience.toMillis(), TimeUnit.MILLISECONDS);
        ambush.compareAndSet(next, null);
        return struck;
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
        switch (direction) {
            case REQUEST -> lieInWait(link, bytes);
            case ANSWER -> {
                Ambush found = sprung.remove(link);
                if (found != null) {
                    return strike(found, link);
                }
            }
        }
        return Fate.FORWARDED;
    }

    private void lieInWait(Link link, ByteBuffer bytes) {
        Ambush waiting = ambush.get();
        if (waiting != null && waiting.isFor(bytes) && ambush.compareAndSet(waiting, null)) {
            sprung.put(link, waiting);
        }
    }

    private static Fate strike(Ambush found, Link link) {
        found.struck().countDown();
        if (found.delay().isPresent()) {
            pause(found.delay().get());
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
