package dev.latchkey;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one hash of this library: every Java platform has it, and so has every server ({@code SHA2(…, 256)}). */
final class Sha256 {

    private Sha256() {}

    static byte[] of(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform must have SHA-256", impossible);
        }
    }
}
