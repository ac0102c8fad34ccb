package dev.latchkey;

/**
 * What must have one effect: a lock key and a work id, in a namespace.
 *
 * <p>Immutable.
 *
 * @param namespace {@link Namespace#NONE} where there is none
 * @param key the lock under which it runs
 * @param workId which work it is
 * @param id SHA-256 over namespace, owner, lock key and work id, each with its length in bytes (4, big endian) before it, cut
 *     to 16 bytes; the owner, since keys that read the same may have different ones
 */
public record Action(Namespace namespace, LockKey key, WorkId workId, Id id) {

    /** The action of this work id under this key. */
    public static Action of(Namespace namespace, LockKey key, WorkId workId) {
        return new Action(
                namespace, key, workId, Sha256.idOf(namespace.text(), key.owner(), key.text(), workId.text()));
    }

    /** The action as errors and logs name it. */
    @Override
    public String toString() {
        return workId + " of " + key;
    }
}
