package dev.latchkey.benchmarks.rivals;

/**
 * A way to wait for a lock.
 *
 * @param name as the report names it
 */
public record Wanting(String name, Contenders contenders) {

    /** Makes contenders, each with what it needs for itself. */
    @FunctionalInterface
    public interface Contenders {
        /** One that wants this key. */
        Lockable wanting(String key) throws Exception;
    }

    /** What one contender does, by one thread. */
    public interface Lockable extends AutoCloseable {
        /** Returns when it has the lock. */
        void acquire() throws Exception;

        /** Lets it go. */
        void release() throws Exception;

        @Override
        default void close() throws Exception {}
    }

    public Lockable contender(String key) throws Exception {
        return contenders.wanting(key);
    }
}
