package dev.latchkey.benchmarks.cases;

import dev.latchkey.GuardedRun;
import dev.latchkey.Latchkey;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.Namespace;
import dev.latchkey.ResultCodec;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.benchmarks.rivals.RunByHand;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/** The same work, one action after the other, in three ways. Thread-safe. */
final class Runs {

    /** What all work returns. */
    static final String RESULT = RunByHand.RESULT;

    private static final long START = System.currentTimeMillis();
    private static final AtomicLong ACTIONS = new AtomicLong();

    private final Latchkey latchkey;
    private final RunByHand byHand;
    private final int waitSeconds;

    /**
     * Runs.
     *
     * @param waitSeconds how long to wait for a lock; 0 for not at all
     */
    Runs(Latchkey latchkey, RunByHand byHand, int waitSeconds) {
        this.latchkey = latchkey;
        this.byHand = byHand;
        this.waitSeconds = waitSeconds;
    }

    void ours(LockKey key) throws SQLException {
        ours(key, nextAction());
    }

    void ours(LockKey key, String action) throws SQLException {
        long account = account(key);
        GuardedRun<String> run = GuardedRun.once(key, WorkId.of(action), ResultCodec.string());
        String answer = latchkey.run(
                        waitSeconds == 0 ? run : run.waitingUpTo(WaitLimit.ofSeconds(waitSeconds)),
                        connection -> RunByHand.work(connection, account))
                .match(completed -> completed.value(), alreadyDone -> alreadyDone.value(), busy -> "busy");
        require(answer);
    }

    void byHand(LockKey key) throws SQLException {
        byHand(key, nextAction());
    }

    void byHand(LockKey key, String action) throws SQLException {
        require(byHand.run(name(key), action, account(key), waitSeconds));
    }

    void bare(LockKey key) throws SQLException {
        byHand.workAlone(account(key));
    }

    /** One that nobody has seen yet, in this run of the benchmarks or any other. */
    static String nextAction() {
        return START + "-" + ACTIONS.incrementAndGet();
    }

    /** What others know the key by. */
    static String name(LockKey key) {
        return LockName.of(Namespace.NONE, key).text();
    }

    private static long account(LockKey key) {
        return Long.parseLong(key.owner().substring(key.owner().indexOf('_') + 1));
    }

    private static void require(String answer) {
        if (!answer.equals(RESULT)) {
            throw new IllegalStateException("a run ended as " + answer);
        }
    }
}
