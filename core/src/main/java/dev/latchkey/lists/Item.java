package dev.latchkey.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.DistinctList;
import dev.latchkey.Sha256;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** Something to be inserted; equal to what has the same hash. Immutable. */
final class Item {

    private final byte[] bytes;
    private final ByteBuffer hash;

    private Item(byte[] bytes) {
        if (bytes.length > DistinctList.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "an item of %,d bytes refused: allowed are 0 to %,d; give a hash of it instead"
                            .formatted(bytes.length, DistinctList.MAX_BYTES));
        }
        this.bytes = bytes;
        this.hash = ByteBuffer.wrap(Sha256.of(bytes));
    }

    static Item of(byte[] bytes) {
        return new Item(bytes.clone());
    }

    static Item of(String text) {
        try {
            ByteBuffer encoded = UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return new Item(bytes);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("an item has a lone surrogate, which is no character; remove it", e);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    /** SHA-256 of the bytes. */
    ByteBuffer hash() {
        return hash;
    }

    String text() {
        return new String(bytes, UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Item item && hash.equals(item.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }
}
