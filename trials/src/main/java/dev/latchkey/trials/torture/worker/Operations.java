package dev.latchkey.trials.torture.worker;

import static java.util.Collections.nCopies;

import dev.latchkey.DistinctList;
import dev.latchkey.GuardedRun;
import dev.latchkey.Latchkey;
import dev.latchkey.LockKey;
import dev.latchkey.LockOptions;
import dev.latchkey.ResultCodec;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.trials.torture.ground.Keys;
import dev.latchkey.trials.torture.history.Answer;
import dev.latchkey.trials.torture.history.Invocation;
import dev.latchkey.trials.torture.history.Invocation.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** What a worker does, one operation after the other, drawn at random. Thread-safe. */
final class Operations {

    /** A new work id for each key so often. */
    private static final Duration PACE = Duration.ofMillis(150);

    /** So many work ids of a key are under way at once: each is delivered several times, by several workers. */
    private static final int WINDOW = 8;

    /** One in so many of them is the number of an item: fewer operations insert than run. */
    private static final int PACE_OF_ITEMS = 16;

    private static final Duration LIST_LASTS = Duration.ofDays(1);

    /** A hundred operations, of which each is as likely. */
    private static final List<Kind> MIX = Stream.of(
                    nCopies(38, Kind.ONCE),
                    nCopies(7, Kind.EACH),
                    nCopies(8, Kind.TRY),
                    nCopies(12, Kind.WAIT),
                    nCopies(12, Kind.SEVERAL),
                    nCopies(7, Kind.SLOT),
                    nCopies(5, Kind.SHARED),
                    nCopies(3, Kind.EXCLUSIVE),
                    nCopies(8, Kind.INSERT))
            .flatMap(List::stream)
            .toList();

    private static final List<Duration> LIMITS =
            List.of(Duration.ZERO, Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofSeconds(2));

    private final Latchkey latchkey;
    private final Orders orders;
    private final Scribe scribe;
    private final Holds holds;
    private final AtomicLong numbers = new AtomicLong();

    Operations(Latchkey latchkey, Orders orders, Scribe scribe) {
        this.latchkey = latchkey;
        this.orders = orders;
        this.scribe = scribe;
        this.holds = new Holds(latchkey, orders.lease(), scribe);
    }

    /** One operation, from its invocation to its answer. */
    void one(Random random) {
        Invocation invocation = draw(random);
        scribe.invoked(invocation);
        scribe.answered(invocation, answer(invocation, random));
    }

    private Invocation draw(Random random) {
        Kind kind = MIX.get(random.nextInt(MIX.size()));
        List<String> wanted = wanted(kind, random);
        String workId = switch (kind) {
            case ONCE -> wanted.get(0) + "-" + delivered(random);
            case INSERT -> wanted.get(0) + "-" + delivered(random) / PACE_OF_ITEMS;
            default -> "";
        };
        Duration limit = kind == Kind.TRY ? Duration.ZERO : LIMITS.get(random.nextInt(LIMITS.size()));
        return new Invocation(orders.process() + "-" + numbers.incrementAndGet(), kind, wanted, workId, limit);
    }

    private List<String> wanted(Kind kind, Random random) {
        Keys all = orders.keys();
        List<LockKey> keys = new ArrayList<>(
                switch (kind) {
                    case ONCE, EACH -> all.all();
                    case SLOT -> all.semaphores();
                    case INSERT -> all.lists();
                    case TRY, WAIT, SEVERAL, SHARED, EXCLUSIVE -> all.still();
                });
        Collections.shuffle(keys, random);
        return keys.stream()
                .limit(kind == Kind.SEVERAL ? 2 + random.nextInt(2) : 1)
                .map(LockKey::text)
                .toList();
    }

    private long delivered(Random random) {
        long newest = (System.nanoTime() - orders.start()) / PACE.toNanos();
        return Math.max(0, newest - random.nextInt(WINDOW));
    }

    private Answer answer(Invocation invocation, Random random) {
        try {
            return switch (invocation.kind()) {
                case ONCE, EACH -> run(invocation, random);
                case INSERT -> insert(invocation);
                default -> holds.hold(invocation, random);
            };
        } catch (Exception e) {
            return Answer.of(e);
        }
    }

    private Answer run(Invocation invocation, Random random) throws SQLException {
        Temper temper = Temper.of(random, orders.lease());
        LockKey key = LockKey.parse(invocation.keys().get(0));
        GuardedRun<String> run = invocation.kind() == Kind.ONCE
                ? GuardedRun.once(key, WorkId.of(invocation.workId()), ResultCodec.string())
                : GuardedRun.each(key);
        if (!invocation.limit().isZero()) {
            run = run.waitingUpTo(WaitLimit.of(invocation.limit()));
        }
        if (temper.releasesItsLock()) {
            run = run.permittingCalls();
        } else if (random.nextInt(50) == 0) {
            run = run.with(LockOptions.DEFAULT.holdingAtMost(Duration.ofMillis(1 + random.nextInt(20))));
        }
        RacyWork work = new RacyWork(invocation, temper, scribe);
        return Answer.of(
                random.nextInt(4) == 0
                        ? latchkey.run(run, (connection, token) -> work.run(connection, token))
                        : latchkey.run(run, work));
    }

    private Answer insert(Invocation invocation) {
        DistinctList list =
                latchkey.lists().setUp(LockKey.parse(invocation.keys().get(0)), LIST_LASTS);
        return Answer.of(list.insert(invocation.workId()) ? Answer.Kind.INSERTED : Answer.Kind.PRESENT);
    }
}
