package dev.latchkey;

/** The shard that was asked doesn't own the key's bucket, and neither does any other that we know. Nothing stays. */
public final class WrongShardException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    private final transient LockKey key;

    /** For the floors above. */
    public WrongShardException(LockKey key, String server) {
        super(
                "key %s is not at home on %s: bucket %s of its owner %s is not owned there; if it is being moved try again, else compare latchkey_bucket of all shards"
                        .formatted(key, server, key.bucket(), key.owner()),
                null);
        this.key = key;
    }

    /** The key that was routed wrongly. */
    public LockKey key() {
        return key;
    }
}
