package dev.latchkey.lockd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.LockKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The lock keys of clients' keys. */
final class Keys {

    /** As much of a long key as stands before its digest, for people. */
    private static final int BEGINNING = 64;

    private Keys() {}

    /**
     * The key itself if it is short enough, so that a Java program locks the same by the same text. A longer one becomes its beginning and
     * its digest, with a line break between the two: no client's key has one, since white space in it is folded to blanks.
     */
    static LockKey of(String key) {
        if (key.codePointCount(0, key.length()) <= LockKey.MAX_LENGTH) {
            return LockKey.parse(key);
        }
        String beginning = key.substring(0, key.offsetByCodePoints(0, BEGINNING));
        return LockKey.parse(beginning + "\n" + sha256(key));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
