package dev.latchkey;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a caller locks: {@code ACCOUNT_123_TASK} is the task {@code TASK} on {@code ACCOUNT} number {@code 123}.
 *
 * <pre>{@code
 * LockKey key = LockKey.parse("ACCOUNT_123_TASK");          // owner ACCOUNT_123, class ACCOUNT_TASK
 * LockKey tenant = LockKey.of("TENANT", "acme-eu", "BILLING"); // owner TENANT_acme-eu
 * }</pre>
 *
 * <p>The <em>owner</em> (class and id) decides the shard, so that all keys of one account lie where the account lies. Case
 * counts. A key has at most {@value #MAX_LENGTH} characters and may be empty.
 *
 * <p>Make the keys of one kind always in one way: {@code of("TENANT", "acme", "BILLING")} and
 * {@code parse("TENANT_acme_BILLING")} read the same, but only the first has an id, so they are not equal, may lie on
 * different shards, and are different actions.
 *
 * <p>Immutable.
 *
 * @param text the key as the caller wrote it
 * @param owner the part that decides the shard
 * @param lockClass the key without its id, for metrics: it has few values
 */
public record LockKey(String text, String owner, String lockClass) {

    /** The most characters of a key: the column that keeps it beside its hash has room for so many. */
    public static final int MAX_LENGTH = 255;

    /** The first segment, then as little as possible, then the first segment that is all digits. */
    private static final Pattern WITH_ID = Pattern.compile("([^_]*(?:_[^_]*)*?)_([0-9]+)(?:_(.*))?", Pattern.DOTALL);

    public LockKey {
        Text.checked("lock key", text, 0, MAX_LENGTH);
        Text.checked("owner", owner, 0, MAX_LENGTH);
        Text.checked("lock class", lockClass, 0, MAX_LENGTH);
    }

    /**
     * Reads a key whose id is a number: the first all-digit segment after the first segment. A key without one is its own
     * owner and its own class.
     *
     * @throws IllegalArgumentException if the text is longer than {@value #MAX_LENGTH} characters or has a lone surrogate
     */
    public static LockKey parse(String text) {
        Matcher parts = WITH_ID.matcher(Text.checked("lock key", text, 0, MAX_LENGTH));
        if (!parts.matches()) {
            return new LockKey(text, text, text);
        }
        String lockClass = parts.group(1);
        String task = parts.group(3);
        return new LockKey(text, lockClass + "_" + parts.group(2), task == null ? lockClass : lockClass + "_" + task);
    }

    /**
     * Builds a key whose id is no number, for example a UUID or a name.
     *
     * @throws IllegalArgumentException if a part is empty, or all together are longer than {@value #MAX_LENGTH} characters
     */
    public static LockKey of(String lockClass, String id, String task) {
        Text.checked("class of a lock key", lockClass, 1, MAX_LENGTH);
        Text.checked("id of a lock key", id, 1, MAX_LENGTH);
        Text.checked("task of a lock key", task, 1, MAX_LENGTH);
        String owner = lockClass + "_" + id;
        return new LockKey(owner + "_" + task, owner, lockClass + "_" + task);
    }

    /** The bucket of the owner. */
    public Bucket bucket() {
        return Bucket.ofOwner(owner);
    }

    @Override
    public String toString() {
        return text;
    }
}
