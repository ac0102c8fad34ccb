package dev.latchkey.locks;

import dev.latchkey.Holder;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.Semaphore;
import dev.latchkey.WaitLimit;
import dev.latchkey.mysql.Gate;
import dev.latchkey.mysql.HeldSlots;
import dev.latchkey.mysql.Server;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** The slots of one lock: whoever has one is a holder. Thread-safe. */
final class Slots {

    /*
     * Who wants a slot looks for a free one, unless somebody holds the gate. Who finds none stands in line for the gate, which is a named
     * lock: so all programs together have one line, of which the first holds the gate, and looks for a slot now and then. Those who come
     * meanwhile find the gate shut, and stand in line behind it.
     *
     * A look begins at any slot: as long as many are free, all find one with the first statement, and seldom the same.
     */

    /** So many slots are asked for in one statement: its text has a tenth of a kilobyte for each. */
    private static final int FEW = 16;

    /** How many of more slots a statement asks for, the first one and those after it: mostly nearly all are free. */
    private static final List<Integer> LOOKS = List.of(4, 64, 512, Semaphore.MOST_SLOTS);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    /** The first of the line pauses for this part of the time it has waited: so much later than it could it gets its slot, at most. */
    private static final int PAUSES = 10;

    private final Taking taking;
    private final Surroundings around;
    private final LockName name;
    private final int count;
    private final LockName gate;

    /** The slots with the numbers 0 to {@code count} - 1 of the lock with this name. */
    Slots(Taking taking, Surroundings around, LockName name, int count, LockName gate) {
        this.taking = taking;
        this.around = around;
        this.name = name;
        this.count = count;
        this.gate = gate;
    }

    int count() {
        return count;
    }

    HeldSlots held() {
        return new HeldSlots(around.server(), name, count);
    }

    /** Takes one if one is free and the gate is open. */
    Optional<Hold> now(LockOptions options) {
        if (options.drawsAToken()) {
            throw new IllegalArgumentException(
                    "a slot of %s has no fencing token: several are held at a time, and the latest holder is not the only one; leave drawingAToken() out"
                            .formatted(name));
        }
        long start = System.nanoTime();
        return told(start, look(options, Gate.NO_PASS));
    }

    private Optional<Hold> told(long start, Asked asked) {
        return around.told().asked(List.of(name), start, asked).holds().stream().findFirst();
    }

    private Asked look(LockOptions options, long pass) {
        Gate through = new Gate(gate, pass);
        int first = ThreadLocalRandom.current().nextInt(count);
        int from = 0;
        for (int most : LOOKS) {
            int to = count <= FEW ? count : Math.min(count, from + most);
            List<LockName> names = IntStream.range(first + from, first + to)
                    .mapToObj(number -> name.slot(number % count))
                    .toList();
            Asked asked = taking.once(new OneOf(names, through), options);
            if (asked.granted() || asked.holder().isPresent() || to == count) {
                return asked;
            }
            from = to;
        }
        throw new AssertionError(count + " slots are too many for the looks");
    }

    /**
     * Takes one, waiting for it.
     *
     * @throws LockNotAcquiredException if the limit has passed
     */
    Hold upTo(WaitLimit limit, LockOptions options) {
        long start = System.nanoTime();
        taking.throwIfRefused();
        OpenWork.refuseWaiting(name);
        Optional<Hold> slot = now(options);
        while (slot.isEmpty()) {
            slot = inLine(start, limit, options);
        }
        return slot.get();
    }

    /** Empty if the place in line was lost, with its session. */
    private Optional<Hold> inLine(long start, WaitLimit limit, LockOptions options) {
        LockOptions asked = LockOptions.DEFAULT.doing(options.purposeOrThread());
        Hold turn = taking.upTo(limit.after(since(start)), List.of(gate), asked).stream()
                .findFirst()
                .orElseThrow(() -> notAcquired(limit));
        try (Bells.Bell bell = around.bells()
                .hang(IntStream.range(0, count).mapToObj(name::slot).toList())) {
            while (true) {
                Asked slot = look(options, turn.session().locks().id());
                Duration left = limit.duration().minus(since(start));
                if (slot.granted()) {
                    return told(start, slot);
                } else if (slot.holder().isPresent()) {
                    return Optional.empty();
                } else if (left.isNegative() || left.isZero()) {
                    throw notAcquired(limit);
                }
                bell.await(shorter(pause(since(start)), left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw taking.interrupted(name, e);
        } finally {
            turn.release();
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration pause(Duration waited) {
        Duration part = waited.dividedBy(PAUSES);
        return part.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : shorter(part, LONGEST_PAUSE);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Tells of one of those who have a slot, or of who keeps others from them. */
    private LockNotAcquiredException notAcquired(WaitLimit limit) {
        Server server = around.server();
        Optional<Holder> holder = server.holderIfKnown(name.slot(0)).or(() -> server.holderIfKnown(gate));
        return new LockNotAcquiredException(name, server.label(), limit, holder);
    }
}
