package dev.latchkey.cli.child;

import dev.latchkey.LockOptions;
import dev.latchkey.LostLock;
import dev.latchkey.locks.Shard;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The command under its lock: started once at most, and ended when the lock is lost or its time is over. Thread-safe. */
public final class LockedCommand {

    /** How long the command may take to end itself, unless a quarter of the lease is less. */
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(5);

    /** A command that the system can't kill keeps the lock for so much longer than its maximum and the grace. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final List<String> words;
    private final Map<String, Optional<String>> environment;
    private final Optional<Duration> maximum;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean lost = new AtomicBoolean();
    private volatile @Nullable Child child;

    /**
     * A command that isn't started yet.
     *
     * @param environment what it has beside ours, see {@link Child#start}
     * @param maximum how long it may take
     */
    public LockedCommand(List<String> words, Map<String, Optional<String>> environment, Optional<Duration> maximum) {
        this.words = words;
        this.environment = environment;
        this.maximum = maximum;
    }

    /*
     * A server that hears nothing frees the lock after the lease. That it is silent is known here after 17/24 of it at the latest: a
     * heartbeat is due after a third, may come an eighth of that late, and waits for another third. The grace fits into the rest.
     */
    private static Duration grace(Duration lease) {
        Duration quarter = lease.dividedBy(4);
        return quarter.compareTo(LONGEST_GRACE) < 0 ? quarter : LONGEST_GRACE;
    }

    /** How its lock is to be held. */
    public LockOptions options() {
        LockOptions options = LockOptions.DEFAULT.onLost(this::lose);
        return maximum.map(
                        most -> options.holdingAtMost(most.plus(LONGEST_GRACE).plus(MARGIN)))
                .orElse(options);
    }

    private void lose(LostLock loss) {
        lost.set(true); // how, the log has told
        Child running = child;
        if (running != null) {
            running.end();
        }
    }

    /**
     * Runs it.
     *
     * @param shard where the lock is held
     * @param token the fencing token of its holder
     * @return its exit code
     * @throws CommandNotStartedException if it can't be started
     * @throws CommandEndedException if it was ended before its time, or would be started a second time
     */
    public int perform(Shard shard, long token)
            throws CommandNotStartedException, CommandEndedException, InterruptedException {
        if (!begun.compareAndSet(false, true)) {
            throw new CommandEndedException(
                    "the lock's shard changed while %s ran; nothing is recorded of it".formatted(words.get(0)));
        }
        Map<String, Optional<String>> variables = new HashMap<>(environment);
        variables.put("LATCHKEY_SHARD", Optional.of(shard.name()));
        variables.put("LATCHKEY_TOKEN", Optional.of(Long.toString(token)));
        Child running =
                Child.start(words, variables, grace(shard.server().config().lease()));
        child = running;
        if (lost.get()) {
            running.end();
        }
        boolean inTime = maximum.isEmpty() || running.awaitEnd(maximum.get());
        if (!inTime) {
            running.end();
        }
        int exitCode = running.awaitEnd();
        if (lost.get()) {
            throw ended("its lock is lost");
        }
        if (!inTime) {
            throw ended("it ran for longer than --max-hold allows");
        }
        return exitCode;
    }

    private CommandEndedException ended(String why) {
        return new CommandEndedException("%s was ended: %s".formatted(words.get(0), why));
    }
}
