package dev.latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a work's result as bytes, so that a duplicate can be answered with the first result.
 *
 * <p>Implementations are thread-safe. {@code decode(encode(x))} must equal {@code x}, today and after the next release of
 * the program: results are kept as long as receipts are.
 *
 * @param <T> the type of the result
 */
public interface ResultCodec<T> {

    /** The most bytes of a stored result: 64 KiB. It is written twice, into the receipt and into the ledger. */
    int MAX_BYTES = 64 * 1024;

    /** The bytes of a result; null for none. */
    byte @Nullable [] encode(T result);

    /** The result that was written as these bytes. */
    T decode(byte @Nullable [] bytes);

    /** For work without a result. */
    static ResultCodec<@Nullable Void> none() {
        return of(nothing -> null, bytes -> null);
    }

    /** Text, as UTF-8; null stays null. */
    static ResultCodec<@Nullable String> string() {
        return of(
                text -> text == null ? null : text.getBytes(UTF_8),
                bytes -> bytes == null ? null : new String(bytes, UTF_8));
    }

    /** The bytes themselves; null stays null. */
    static ResultCodec<byte @Nullable []> bytes() {
        return of(bytes -> bytes, bytes -> bytes);
    }

    /** A codec made of two functions. */
    static <T> ResultCodec<T> of(Function<T, byte @Nullable []> encode, Function<byte @Nullable [], T> decode) {
        return new ResultCodec<>() {
            @Override
            public byte @Nullable [] encode(T result) {
                return encode.apply(result);
            }

            @Override
            public T decode(byte @Nullable [] bytes) {
                return decode.apply(bytes);
            }
        };
    }
}
