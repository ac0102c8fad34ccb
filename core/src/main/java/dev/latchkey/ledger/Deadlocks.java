package dev.latchkey.ledger;

import dev.latchkey.mysql.ServerErrors;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;

/** Repeats a transaction that the server rolled back to end a deadlock. */
final class Deadlocks {

    /** Of those who block each other one is rolled back and the others go on: as many as mark the same actions at one time. */
    private static final int MOST = 20;

    private Deadlocks() {}

    static <T> T outlast(Supplier<T> transaction) {
        for (int deadlocks = 0; ; deadlocks++) {
            try {
                return transaction.get();
            } catch (JdbiException e) {
                if (!ServerErrors.endedADeadlock(e) || deadlocks == MOST) {
                    throw e;
                }
            }
        }
    }
}
