package dev.latchkey;

import java.util.List;

/**
 * Several locks that were acquired together.
 *
 * <pre>{@code
 * try (HeldLocks both = latchkey.acquireAll(List.of(from, to), WaitLimit.ofSeconds(10), LockOptions.DEFAULT)) {
 *     both.ensureHeld();
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public interface HeldLocks extends AutoCloseable {

    /** Each of them, in the order in which they were taken; one may be closed before the others. */
    List<HeldLock> locks();

    /**
     * Asks for each of them; one round trip a lock.
     *
     * @throws LockLostException for the first that isn't held
     */
    default void ensureHeld() {
        locks().forEach(HeldLock::ensureHeld);
    }

    /**
     * Releases those that are not closed yet, in the reverse of the order in which they were taken, one round trip a server.
     *
     * @throws LockLostException for the first of them that was lost; further ones are suppressed in it
     */
    @Override
    void close();
}
