package dev.latchkey.work;

import dev.latchkey.Work;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;

/**
 * Work on a Jdbi handle instead of a JDBC connection.
 *
 * <pre>{@code
 * latchkey.run(key, workId, ResultCodec.string(), JdbiWork.of(handle ->
 *         handle.execute("UPDATE account SET balance = balance + ? WHERE id = ?", 10, 123) + " row"));
 * }</pre>
 *
 * <p>{@code inTransaction} and {@code useTransaction} of the handle become a savepoint, rolled back when their block throws;
 * {@code begin}, {@code commit} and {@code rollback} are refused: the run ends the transaction. Closing the handle does
 * nothing to the session.
 */
public final class JdbiWork {

    private JdbiWork() {}

    /** Work on a handle of a plain Jdbi. */
    public static <T, X extends Exception> Work<T, X> of(HandleCallback<T, X> work) {
        return of(jdbi -> {}, work);
    }

    /**
     * Work on a handle of a Jdbi that is prepared first.
     *
     * @param prepare installs plug-ins, mappers and the like; called for each run
     */
    public static <T, X extends Exception> Work<T, X> of(Consumer<Jdbi> prepare, HandleCallback<T, X> work) {
        return connection -> {
            Jdbi jdbi = Jdbi.create(connection);
            jdbi.getConfig(Handles.class).setForceEndTransactions(false);
            jdbi.setTransactionHandler(new SavepointTransactions());
            prepare.accept(jdbi);
            try (Handle handle = jdbi.open()) {
                return work.withHandle(handle);
            }
        };
    }
}
