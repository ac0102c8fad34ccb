package dev.latchkey.benchmarks.cases;

import dev.latchkey.GuardedRun;
import dev.latchkey.Latchkey;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.MarkState;
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
        GuardedRun<String> run = GuardedRun.once(key, WorkId.of(action), ResultCodec.string());
        once(latchkey, waitSeconds == 0 ? run : run.waitingUpTo(WaitLimit.ofSeconds(waitSeconds)));
    }

    /** Does the work of this run. */
    static void once(Latchkey latchkey, GuardedRun<String> run) throws SQLException {
        long account = account(run.key());
        require(latchkey.run(run, connection -> RunByHand.work(connection, account))
                .match(completed -> completed.value(), alreadyDone -> alreadyDone.value(), busy -> "busy"));
    }

    /** Does nothing under this action, and waits until the ledger knows that it is done. */
    static void doneAndMarked(Latchkey latchkey, LockKey key, String action) {
        MarkState state = latchkey.run(key, WorkId.of(action), ResultCodec.string(), connection -> RESULT)
                .match(
                        completed -> completed
                                .mark()
                                .thenApply(mark -> mark)
                                .toCompletableFuture()
                                .join(),
                        alreadyDone -> MarkState.NONE,
                        busy -> MarkState.NONE);
        if (state != MarkState.MARKED) {
            throw new IllegalStateException("the mark of an action is " + state);
        }
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
