package dev.latchkey.trials.torture.worker;

import dev.latchkey.GuardedRun;
import dev.latchkey.Latchkey;
import dev.latchkey.LockKey;
import dev.latchkey.LockOptions;
import dev.latchkey.ResultCodec;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
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

/** What a worker does, one operation after the other, drawn at random. Thread-safe. */
final class Operations {

    /** A new work id for each key so often. */
    private static final Duration PACE = Duration.ofMillis(150);

    /** So many work ids of a key are under way at once: each is delivered several times, by several workers. */
    private static final int WINDOW = 8;

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
        int which = random.nextInt(100);
        Kind kind = which < 50
                ? Kind.ONCE
                : which < 60 ? Kind.EACH : which < 70 ? Kind.TRY : which < 85 ? Kind.WAIT : Kind.SEVERAL;
        List<LockKey> keys = new ArrayList<>(
                kind.isRun() ? orders.keys().all() : orders.keys().still());
        Collections.shuffle(keys, random);
        List<String> wanted = keys.stream()
                .limit(kind == Kind.SEVERAL ? 2 + random.nextInt(2) : 1)
                .map(LockKey::text)
                .toList();
        String workId = kind == Kind.ONCE ? wanted.get(0) + "-" + delivered(random) : "";
        Duration limit = kind == Kind.TRY ? Duration.ZERO : LIMITS.get(random.nextInt(LIMITS.size()));
        return new Invocation(orders.process() + "-" + numbers.incrementAndGet(), kind, wanted, workId, limit);
    }

    private long delivered(Random random) {
        long newest = (System.nanoTime() - orders.start()) / PACE.toNanos();
        return Math.max(0, newest - random.nextInt(WINDOW));
    }

    private Answer answer(Invocation invocation, Random random) {
        try {
            return invocation.kind().isRun() ? run(invocation, random) : holds.hold(invocation, random);
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
        return Answer.of(latchkey.run(run, new RacyWork(invocation, temper, scribe)));
    }
}
