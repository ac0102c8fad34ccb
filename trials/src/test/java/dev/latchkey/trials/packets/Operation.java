package dev.latchkey.trials.packets;

import dev.latchkey.HeldLocks;
import dev.latchkey.LockKey;
import dev.latchkey.LockOptions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What users ask of the library.
 *
 * @param leastMessages how many it takes at least: two for each statement
 * @param trial one use of it
 * @param speakers the sessions whose messages are lost, one by one
 */
record Operation(String name, int leastMessages, Function<Lane, Trial> trial, Set<Speaker> speakers) {

    private static final Set<Speaker> LOCKS = EnumSet.of(Speaker.LOCK_SESSION);
    private static final Set<Speaker> SHARD = EnumSet.of(Speaker.LOCK_SESSION, Speaker.STATEMENT_SESSION);
    private static final Set<Speaker> ALL_KNOWN =
            EnumSet.of(Speaker.LOCK_SESSION, Speaker.STATEMENT_SESSION, Speaker.LEDGER_SESSION);

    static final List<Operation> ALL = List.of(
            // take the lock, ask the ledger; work; gate, commit and release at once; mark the ledger in a transaction,
            // and
            // the receipt
            new Operation("run once", 18, RunTrial::once, ALL_KNOWN),
            // take the lock; work, gate, commit; release
            new Operation("run each time", 10, RunTrial::each, LOCKS),
            // take the lock; draw; work, gate, commit; release
            new Operation("run with a token", 12, RunTrial::fenced, LOCKS),
            // take the lock; work, gate (and all the rest, in vain); roll back, look for the receipt, roll back;
            // release
            new Operation("run what was done before", 14, RunTrial::again, LOCKS),
            // take the lock; ask for the bucket; release
            new Operation("try", 6, Operation::tryOne, SHARD),
            // take the lock; draw; release
            new Operation("try with a token", 6, TokenTrial::new, LOCKS),
            // a greeting, a login; who is it; take the lock, release
            new Operation("try on a new session", 9, Operation::tryOne, EnumSet.of(Speaker.NEW_SESSION)),
            // ask for the lock, and wait for it; ask for the bucket; release
            new Operation("wait", 8, WaitTrial::new, SHARD),
            // the same as to try, for two, after one on another shard
            new Operation("take several", 6, Operation::several, SHARD),
            // the same as to try
            new Operation("share a session", 6, SharedTrial::new, SHARD),
            // the same as to try
            new Operation("take a slot", 6, SlotTrial::new, SHARD),
            // ask for readers; the same as to try; ask for readers again
            new Operation("write alone", 10, Operation::exclusive, SHARD),
            // begin; lock bucket and list; look; insert, count; commit, and no transaction any more
            new Operation("insert into a list", 16, InsertTrial::new, EnumSet.of(Speaker.STATEMENT_SESSION)));

    boolean beginsWithALogin() {
        return speakers.contains(Speaker.NEW_SESSION);
    }

    Trial on(Lane lane) {
        return trial.apply(lane);
    }

    private static Trial tryOne(Lane lane) {
        return new LockTrial(lane, List.of(lane.newKey())) {
            @Override
            Optional<HeldLocks> take() {
                return lane().fleet().tryAcquire(key()).map(Alone::new);
            }
        };
    }

    private static Trial exclusive(Lane lane) {
        return new LockTrial(lane, List.of(lane.newKey())) {
            @Override
            Optional<HeldLocks> take() {
                return lane().fleet().sharedExclusive(key()).tryExclusive().map(Alone::new);
            }
        };
    }

    private static Trial several(Lane lane) {
        List<LockKey> keys = List.of(lane.newKey(), lane.newKeyElsewhere(), lane.newKey());
        return new LockTrial(lane, keys) {
            @Override
            Optional<HeldLocks> take() {
                return Optional.of(lane().fleet().acquireAll(keys, Lane.LIMIT, LockOptions.DEFAULT));
            }
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
