package dev.latchkey;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;

/**
 * 128 bits that name an action or a run; a {@code BINARY(16)} in the tables, 32 hex digits for people.
 *
 * <p>Immutable.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record Id(long high, long low) {

    /** How many bytes an id has. */
    public static final int BYTES = 16;

    /** A fresh random id, from a cryptographically strong source. */
    public static Id random() {
        UUID random = UUID.randomUUID();
        return new Id(random.getMostSignificantBits(), random.getLeastSignificantBits());
    }

    /** The id made of the first 16 bytes. */
    public static Id of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Id(buffer.getLong(), buffer.getLong());
    }

    /** The 16 bytes, a new array each time. */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    /** 32 hex digits in lower case, as {@code LOWER(HEX(action))} shows them in SQL. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
