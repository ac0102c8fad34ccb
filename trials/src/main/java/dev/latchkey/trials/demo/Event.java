package dev.latchkey.trials.demo;

import dev.latchkey.Action;
import dev.latchkey.LockKey;
import dev.latchkey.Namespace;
import dev.latchkey.WorkId;
import java.math.BigDecimal;

/**
 * One event: so much is to be added to the balance of an account, once. Two with the same work id are one action.
 *
 * @param amount without trailing zeros, so that equal amounts are equal
 */
record Event(String workId, long account, BigDecimal amount) {

    Event {
        amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
    }

    /** What its work locks. */
    LockKey key() {
        return keyOf(account);
    }

    /** What all work on an account locks; its owner, {@code ACCOUNT_<account>}, decides the shard. */
    static LockKey keyOf(long account) {
        return LockKey.parse("ACCOUNT_" + account + "_EVENTS");
    }

    Action action() {
        return Action.of(Namespace.NONE, key(), WorkId.of(workId));
    }
}
