package dev.latchkey;

/**
 * Numbers for results: workers that come to equal results get equal ids, whoever asks, on whichever machine, at whatever time.
 *
 * <pre>{@code
 * ResultIds ids = latchkey.resultIds(LockKey.parse("CATALOG_7_TITLES"));
 * long id = ids.idFor("Moby-Dick; or, The Whale");
 * }</pre>
 *
 * <p>Ids are 1, 2, 3 and so on without a gap, in the order in which results were first asked for; they stay for ever. A result is its
 * bytes: a text and its UTF-8 are the same one. Different results get different ids as surely as SHA-256 tells them apart. An answer that
 * is lost, with its session or its COMMIT, is looked up, and a call that throws may be repeated: the id is the same.
 *
 * <p>They are kept as a {@link DistinctList} without an end, apart from lists of the same name. Each call is a transaction of its own:
 * inside the work of a run it commits whatever becomes of the run. All methods may throw {@link ServerUnavailableException} and {@link
 * WrongShardException}. Thread-safe.
 */
public interface ResultIds {

    /** Their name. */
    LockKey name();

    /**
     * The id of a result. One round trip if it has one.
     *
     * @param result at most {@link DistinctList#MAX_BYTES} bytes, which are kept
     * @throws IllegalArgumentException if it is longer
     */
    long idFor(byte[] result);

    /**
     * The id of a text.
     *
     * @throws IllegalArgumentException if it is longer than {@link DistinctList#MAX_BYTES} as UTF-8, or has a lone surrogate
     */
    long idFor(String result);
}
