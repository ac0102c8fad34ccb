package dev.latchkey.trials.support;

/** Servers of which one takes writes, and another takes its place when it dies. */
public interface Cluster extends AutoCloseable {

    /** The one that takes writes. */
    Node primary();

    /** One that gets what the primary commits. */
    Node standby();

    /**
     * Kills the primary, and waits until another has its place and can do all that it must.
     *
     * @return the new primary
     */
    Node failOver();

    @Override
    void close();
}
