package dev.latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a lock as the server sees it: at most 64 characters.
 *
 * <pre>{@code
 * LockName.of(LockKey.parse("ACCOUNT_123_TASK"));                       // ACCOUNT_123_TASK
 * LockName.of(Namespace.of("SHOP"), LockKey.parse("ACCOUNT_123_TASK")); // SHOP$ACCOUNT_123_TASK
 * LockName.of(LockKey.parse("abc"));                                    // ABC~N9S1DFSF077U…
 * LockName.exact("my_job");                                             // my_job
 * }</pre>
 *
 * <p>No name made by {@code of} has a {@code +}, which begins what a slot adds to it, see {@link #slot}. A name of more than 59 characters is
 * hashed in the names of its slots, to make room.
 *
 * <p>Keys of different texts never share a name made by {@code of}, on servers that fold letter case (MySQL) and on those that
 * don't (MariaDB). Names made by {@link #exact} are the caller's own business: {@code my_job} and {@code MY_JOB} are one
 * lock on MySQL and two on MariaDB.
 *
 * <p>Immutable. The order is that of the texts, in UTF-16 units: locks that are wanted together are taken in it.
 */
public final class LockName implements Comparable<LockName> {

    /*
     * The codec, verbatim first: a key of characters that no server folds or refuses is its own name, so that a DBA can
     * type it. Any other key becomes  PREFIX~HASH : what is readable of its beginning, a character that no verbatim name
     * has, and 120 bits of SHA-256. Base 32 in the digits of MySQL's CONV, in upper case, survives the folding. The
     * function latchkey_lock_name of the migrations does the same in SQL; test vectors keep the two equal.
     */
    private static final Pattern VERBATIM = Pattern.compile("[A-Z0-9_.:/#@-]{1,64}");

    private static final int LONGEST = 64;
    private static final int LONGEST_PREFIX = 32;

    /** The longest of what {@link #slot} and {@link #queue} add. */
    private static final int LONGEST_SUFFIX = 5;

    private static final int HEX_DIGITS = 15;
    private static final int BASE_32_DIGITS = 12;
    private static final int HASH_LENGTH = 1 + 2 * BASE_32_DIGITS;

    private final String text;
    private final String lockClass;

    /** What the names of slots begin with: the text, if there is room for the rest. */
    private final String stem;

    private LockName(String text, String lockClass, String stem) {
        this.text = text;
        this.lockClass = lockClass;
        this.stem = stem;
    }

    /** The name of a key, without a namespace. */
    public static LockName of(LockKey key) {
        return of(Namespace.NONE, key);
    }

    /** The name of a key in a namespace: {@code NS$} stands before it, and counts towards the 64 and into the hash. */
    public static LockName of(Namespace namespace, LockKey key) {
        return new LockName(
                encoded(namespace, key, LONGEST), key.lockClass(), encoded(namespace, key, LONGEST - LONGEST_SUFFIX));
    }

    private static String encoded(Namespace namespace, LockKey key, int longest) {
        String full = namespace.prefix() + key.text();
        boolean verbatim = VERBATIM.matcher(key.text()).matches() && full.length() <= longest;
        return verbatim ? full : hashed(namespace.prefix(), key.text(), longest);
    }

    /**
     * Takes a name as it stands, for working beside programs that call the server's lock functions themselves.
     *
     * @throws IllegalArgumentException if the name is empty, longer than 64 characters, has a NUL (the server ignores all
     *     that follows it), a lone surrogate, or a character outside the Basic Multilingual Plane (MySQL refuses it)
     */
    public static LockName exact(String name) {
        Text.checked("lock name", name, 1, LONGEST);
        name.codePoints()
                .filter(c -> c == 0 || c > Character.MAX_VALUE)
                .findFirst()
                .ifPresent(c -> {
                    throw new IllegalArgumentException(
                            "lock name %s has the character U+%04X, which servers cut or refuse; use LockKey, which encodes it"
                                    .formatted(Text.shown(name.replace('\0', '?')), c));
                });
        return new LockName(name, LockKey.parse(name).lockClass(), name);
    }

    /**
     * The name of one of the slots of this lock, see {@link Semaphore}: {@code REPORTS+3}.
     *
     * @param number 0 to {@value Semaphore#MOST_SLOTS} - 1
     * @throws IllegalArgumentException if there is no room for it in an exact name, which has more than 59 characters
     */
    public LockName slot(int number) {
        if (number < 0 || number >= Semaphore.MOST_SLOTS) {
            throw new IllegalArgumentException("slot %d of %s: the slots of a lock have the numbers 0 to %d"
                    .formatted(number, text, Semaphore.MOST_SLOTS - 1));
        }
        return withSuffix("+" + number);
    }

    /**
     * The name under which those stand in line who wait for a slot: {@code REPORTS+WAIT}.
     *
     * @throws IllegalArgumentException if there is no room for it in an exact name, which has more than 59 characters
     */
    public LockName queue() {
        return withSuffix("+WAIT");
    }

    private LockName withSuffix(String suffix) {
        if (stem.length() > LONGEST - LONGEST_SUFFIX) {
            throw new IllegalArgumentException(
                    "lock name %s has %d characters, which leaves no room for %s; use one of at most %d"
                            .formatted(text, stem.length(), suffix, LONGEST - LONGEST_SUFFIX));
        }
        String name = stem + suffix;
        return new LockName(name, lockClass, name);
    }

    private static String hashed(String namespacePrefix, String key, int longest) {
        String hex = HexFormat.of().formatHex(Sha256.of((namespacePrefix + key).getBytes(UTF_8)));
        int room = Math.min(LONGEST_PREFIX, longest - HASH_LENGTH - namespacePrefix.length());
        StringBuilder name = new StringBuilder(longest).append(namespacePrefix);
        key.codePoints().limit(room).map(LockName::readable).forEach(name::appendCodePoint);
        return name.append('~')
                .append(base32(hex.substring(0, HEX_DIGITS)))
                .append(base32(hex.substring(HEX_DIGITS, 2 * HEX_DIGITS)))
                .toString();
    }

    private static int readable(int codePoint) {
        int upper = codePoint >= 'a' && codePoint <= 'z' ? codePoint - ('a' - 'A') : codePoint;
        return VERBATIM.matcher(Character.toString(upper)).matches() ? upper : '_';
    }

    private static String base32(String hex) {
        String digits = Long.toString(Long.parseLong(hex, 16), 32).toUpperCase(Locale.ROOT);
        return "0".repeat(BASE_32_DIGITS - digits.length()) + digits;
    }

    /** The name as it is sent to the server. */
    public String text() {
        return text;
    }

    /** The class of the key that it was made of, for metrics; of an exact name, what it would be if it were a key. */
    public String lockClass() {
        return lockClass;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LockName name && name.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public int compareTo(LockName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
