package dev.latchkey;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * A named set of texts in which each is inserted once, whoever asks: what many workers found, without what they found twice.
 *
 * <pre>{@code
 * DistinctList list = latchkey.lists().setUp(LockKey.parse("CRAWL_7_LINKS"), Duration.ofHours(2));
 * if (list.insert("https://example.org/")) {
 *     System.out.println("nobody has found it before");
 * }
 * List<String> mine = list.insertAll(List.of("a", "b", "c")); // those that are new
 * list.stream().forEach(System.out::println);
 * list.tearDown();
 * }</pre>
 *
 * <p><b>Exactly one</b> caller is told that an item is new, among all programs, also if sessions are killed or the answer to a COMMIT is
 * lost: then the call looks for what it has inserted, for 30 seconds. Only a call that throws a {@link ServerUnavailableException} leaves
 * it open: its items may be in the list, and then nobody was told. Items are equal if their characters are; nothing is folded.
 *
 * <p><b>In one order:</b> an item's position is 1 for the first, then 2 and so on without a gap, in the order of commits. Who has read
 * up to a position never misses one before it.
 *
 * <p><b>Its end:</b> once its duration is over, by the clock of the shard that has it, or it was torn down, every method that asks the
 * server throws a {@link ListEndedException}; a list that is set up again under that name is another one. Nothing is held meanwhile:
 * neither a session nor a named lock.
 *
 * <p>A call is a transaction of its own: inside the work of a run it commits whatever becomes of the run. Inserts into one list are done
 * one after the other. All methods may throw {@link ServerUnavailableException} and {@link WrongShardException}. Thread-safe.
 */
public interface DistinctList {

    /** The most items of one call: a transaction of some hundred milliseconds, for which the next caller waits. */
    int MOST_TOGETHER = 10_000;

    /** The longest item, in bytes of UTF-8: 64 KiB. */
    int MAX_BYTES = 64 * 1024;

    /** The most bytes of all items of one call: 16 MiB, for the same reason. */
    int MAX_BYTES_TOGETHER = 16 * 1024 * 1024;

    /** Its name. */
    LockKey name();

    /** When its duration is over; it may be torn down before. */
    Instant endsAt();

    /**
     * Inserts an item. One round trip if it is there already, else some more.
     *
     * @return whether it is new: true for one caller, false for all others
     * @throws ListEndedException if the list has ended
     * @throws IllegalArgumentException if it is longer than {@link #MAX_BYTES}, or has a lone surrogate
     */
    boolean insert(String item);

    /**
     * Inserts several items, all or none, at a fraction of the cost.
     *
     * @param items at most {@value #MOST_TOGETHER} and {@link #MAX_BYTES_TOGETHER}; may be empty; equal ones count once
     * @return those that are new, in their order
     * @throws ListEndedException if the list has ended
     * @throws IllegalArgumentException if there are more, or one is longer than {@link #MAX_BYTES} or has a lone surrogate
     */
    List<String> insertAll(Collection<String> items);

    /**
     * How many items it has, which is the position of the last one.
     *
     * @throws ListEndedException if the list has ended
     */
    long size();

    /**
     * The next items in order: the first of those returned has position {@code afterPosition + 1}, the next one {@code + 2}.
     *
     * @param afterPosition 0 for the beginning
     * @param most how many at most, 1 to {@value #MOST_TOGETHER}; all are held in memory
     * @return fewer if there are no more now
     * @throws ListEndedException if the list has ended
     * @throws IllegalArgumentException if an argument is out of bounds
     */
    List<String> read(long afterPosition, int most);

    /**
     * All items in order, read 1,000 at a time: up to the end, also if that moves on meanwhile.
     *
     * @throws ListEndedException while it is read, if the list ends
     */
    Stream<String> stream();

    /** Ends the list, for everybody. Does nothing if it has ended. Its rows go a little later, see {@link DistinctLists#setUp}. */
    void tearDown();
}
