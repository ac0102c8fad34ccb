package dev.latchkey.samples;

import dev.latchkey.GuardedRun;
import dev.latchkey.Latchkey;
import dev.latchkey.LockKey;
import dev.latchkey.Outcome;
import dev.latchkey.ResultCodec;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.NoSuchElementException;

/**
 * Books payments on accounts: one at a time for each account, each payment once, however often it is delivered.
 *
 * <p>Needs a table {@code account(id BIGINT PRIMARY KEY, balance BIGINT NOT NULL)} on the shard of each account.
 */
public final class PayOnce {

    private static final WaitLimit PATIENCE = WaitLimit.ofSeconds(5);

    private final Latchkey latchkey;

    /** Books through this. */
    public PayOnce(Latchkey latchkey) {
        this.latchkey = latchkey;
    }

    /**
     * Books a payment, or says how it was booked before.
     *
     * @return what happened, for people
     * @throws NoSuchElementException if there is no such account; nothing is booked then
     */
    public String pay(long account, String payment, long amount) throws SQLException {
        LockKey key = LockKey.parse("ACCOUNT_" + account + "_PAYMENTS");
        GuardedRun<String> once =
                GuardedRun.once(key, WorkId.of(payment), ResultCodec.string()).waitingUpTo(PATIENCE);
        Outcome<String> outcome = latchkey.run(once, connection -> book(connection, account, amount));
        return outcome.match(
                completed -> "booked, " + completed.value(),
                alreadyDone -> "booked before, " + alreadyDone.value(),
                busy -> "not booked, account %d is busy: try again later".formatted(account));
    }

    private static String book(Connection connection, long account, long amount) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?")) {
            update.setLong(1, amount);
            update.setLong(2, account);
            if (update.executeUpdate() != 1) {
                throw new NoSuchElementException("no account " + account);
            }
            return "%+d on account %d".formatted(amount, account);
        }
    }
}
