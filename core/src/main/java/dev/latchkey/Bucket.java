package dev.latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32;

/**
 * A hash slot of owners. A DBA computes it with {@code SELECT CRC32('ACCOUNT_123') % 1024} (464).
 *
 * <p>Immutable.
 *
 * @param number 0 to {@value #COUNT} - 1
 */
public record Bucket(int number) {

    /** How many buckets there are, for ever: a change would move owners between shards. */
    public static final int COUNT = 1024;

    public Bucket {
        if (number < 0 || number >= COUNT) {
            throw new IllegalArgumentException(
                    "bucket %d does not exist; there are 0 to %d".formatted(number, COUNT - 1));
        }
    }

    /** The bucket of an owner such as {@code ACCOUNT_123}. */
    public static Bucket ofOwner(String owner) {
        CRC32 crc = new CRC32();
        crc.update(owner.getBytes(UTF_8));
        return new Bucket((int) (crc.getValue() % COUNT));
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
