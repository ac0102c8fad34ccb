package dev.latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

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
        return new Action(namespace, key, workId, hash(namespace.text(), key.owner(), key.text(), workId.text()));
    }

    private static Id hash(String... parts) {
        int most = 4 * Integer.BYTES + 4 * (16 + 2 * LockKey.MAX_LENGTH + WorkId.MAX_LENGTH);
        ByteBuffer all = ByteBuffer.allocate(most);
        for (String part : parts) {
            byte[] bytes = part.getBytes(UTF_8);
            all.putInt(bytes.length).put(bytes);
        }
        byte[] input = new byte[all.flip().remaining()];
        all.get(input);
        return Id.of(Sha256.of(input));
    }

    /** The action as errors and logs name it. */
    @Override
    public String toString() {
        return workId + " of " + key;
    }
}
