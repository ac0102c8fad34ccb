package dev.latchkey;

import java.sql.Connection;

/**
 * {@link Work} that is given the fencing token of its run, for systems outside MySQL: they keep the highest token that they have seen of a
 * key, and refuse what comes with a lower one.
 *
 * <pre>{@code
 * latchkey.run(GuardedRun.once(key, workId, ResultCodec.string()), (connection, token) -> {
 *     System.out.println("deploying with token " + token);
 *     return book(connection);
 * });
 * }</pre>
 *
 * <p>The token grows with each draw of a key, across sessions, programs, restarts of the servers and moves of the bucket. It is drawn under
 * the lock and committed before the work's transaction begins: a run that is rolled back has used its token up, so there are gaps,
 * and each repetition of the work has another. It costs one more round trip, with a commit of its own.
 *
 * <p>Work on a Jdbi handle: {@code (connection, token) -> JdbiWork.of(handle -> …).run(connection)}.
 *
 * @param <T> what it returns
 * @param <X> what it throws; the exception reaches the caller of {@code run} as it is
 */
@FunctionalInterface
public interface FencedWork<T, X extends Exception> {

    /**
     * Does the work.
     *
     * @param connection as {@link Work#run} has it
     * @param token 1 or more
     */
    T run(Connection connection, long token) throws X;
}
