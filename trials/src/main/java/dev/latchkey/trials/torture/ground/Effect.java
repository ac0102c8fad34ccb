package dev.latchkey.trials.torture.ground;

/**
 * A trace that work left in a table. Each work leaves two, its first at its beginning and its second at its end.
 *
 * @param operation who left it
 * @param key the lock key
 * @param workId the work id; empty for a run without one
 * @param half 1 or 2
 * @param seen what the counter of the key said before: no two works may have seen the same
 */
public record Effect(String operation, String key, String workId, int half, long seen) {}
