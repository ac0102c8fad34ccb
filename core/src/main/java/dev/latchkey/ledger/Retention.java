package dev.latchkey.ledger;

import dev.latchkey.Id;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.lists.EndedLists;
import dev.latchkey.locks.Shard;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.JdbiException;

/**
 * How long receipts and the ledger's marks stay. Who deletes those older than an age promises that no action is delivered again so
 * late: what has no receipt and no mark any more is done again.
 *
 * <pre>{@code
 * Purged purged = fleet.retention()
 *         .withLongestRun(Duration.ofMinutes(10))
 *         .purge(Duration.ofDays(30));
 * System.out.println(purged.allReceipts() + " receipts and " + purged.marks() + " marks went");
 * }</pre>
 *
 * <p>A mark goes when it was made longer ago than the age. A receipt goes when it was <em>marked</em> longer ago than that, and its mark is
 * gone. So each alone answers a delivery within the age, a receipt that no ledger has marked yet stays, and no mark stays behind that
 * {@link LostCommits} would take for one of a lost commit. Ages are taken by the clock of the server that has the row.
 *
 * <p>Distinct lists go as soon as they have ended, whatever the age.
 *
 * <p>No run waits for it: rows go by primary key, {@value OldRows#PAGE} in a transaction at READ COMMITTED. Several may do it at once;
 * who is interrupted or fails begins again, and finds what is left. It needs the privilege to DELETE from these tables.
 *
 * <p>Immutable and thread-safe.
 */
public final class Retention {

    /** How long a run may last unless it is said otherwise. */
    public static final Duration LONGEST_RUN = Duration.ofHours(1);

    /** Ages and runs longer than this are refused as typing errors: ten years. */
    public static final Duration MOST = Duration.ofDays(3650);

    /*
     * When all a run did is over, its resolver may look for a lease and 15 seconds. Its session may be silent for a lease and then hear a
     * late gate: two statements, each of which may wait for metadata and for a row, a lease each.
     */
    private static final int LEASES = 6;

    /** For the resolver's seconds, and for the clocks of two servers, one of which takes the place of the other. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private final Optional<Ledger> ledger;
    private final List<Shard> shards;
    private final Duration longestRun;
    private final boolean byAgeAlone;

    /** That of these shards; their runs last for an hour at most. */
    public Retention(Optional<Ledger> ledger, List<Shard> shards) {
        this(ledger, List.copyOf(shards), LONGEST_RUN, false);
    }

    private Retention(Optional<Ledger> ledger, List<Shard> shards, Duration longestRun, boolean byAgeAlone) {
        this.ledger = ledger;
        this.shards = shards;
        this.longestRun = longestRun;
        this.byAgeAlone = byAgeAlone;
    }

    /**
     * The same, where runs last longer, or never so long.
     *
     * @param run from the call of {@code run} to its end, and so with the wait for the lock; 1 s to {@link #MOST}. Only {@code
     *     holdingAtMost} bounds how long a lock is held
     * @throws RefusedConfigurationException if it isn't
     */
    public Retention withLongestRun(Duration run) {
        if (run.compareTo(Duration.ofSeconds(1)) < 0 || run.compareTo(MOST) > 0) {
            throw new RefusedConfigurationException(
                    "a longest run of %s refused: allowed are 1 s to %d days".formatted(run, MOST.toDays()));
        }
        return new Retention(ledger, shards, run, byAgeAlone);
    }

    /**
     * The same for a fleet without a ledger, where receipts have no marks: they go when their run was <em>done</em> longer ago than the
     * age. All receipts are read for it, as there is no index for that.
     *
     * @throws RefusedConfigurationException if there is a ledger
     */
    public Retention byAgeAlone() {
        if (ledger.isPresent()) {
            throw new RefusedConfigurationException(
                    "by age alone refused: this fleet has a ledger, and receipts go by their marks; leave it out");
        }
        return new Retention(ledger, shards, longestRun, true);
    }

    /**
     * The shortest age that is safe: what is under way when a mark is made is over by then, and so are its sessions. The longest run, six
     * times the longest lease of the shards, and five minutes. A delivery that begins so long before the age is over is still answered;
     * programs with a longer lease than this fleet's need a longest run that is longer by six times the difference.
     */
    public Duration shortestAge() {
        Duration lease = shards.stream()
                .map(shard -> shard.server().config().lease())
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
        return longestRun.plus(lease.multipliedBy(LEASES)).plus(MARGIN);
    }

    /**
     * Deletes what is older.
     *
     * @param age {@link #shortestAge} to {@link #MOST}, to the second
     * @throws RefusedConfigurationException if the age isn't, or the fleet has no ledger and {@link #byAgeAlone} wasn't said
     * @throws InterruptedException between two batches; what went until then is gone
     * @throws JdbiException if a shard or the ledger can't be reached, or the account may not DELETE; likewise
     * @throws dev.latchkey.ServerUnavailableException likewise
     */
    public Purged purge(Duration age) throws InterruptedException {
        return purge(age, purged -> {});
    }

    /**
     * The same, telling how it goes on.
     *
     * @param progress is given, after each batch, how much went so far
     */
    public Purged purge(Duration age, Consumer<Purged> progress) throws InterruptedException {
        return go(age, new Purge(OldRows::delete, EndedLists::delete, progress));
    }

    /** How much {@link #purge} would delete now. Reads the same rows, and throws the same. */
    public Purged count(Duration age) throws InterruptedException {
        return go(age, new Purge((rows, actions) -> actions.size(), (lists, progress) -> lists.count(), purged -> {}));
    }

    private Purged go(Duration age, Purge purge) throws InterruptedException {
        check(age);
        Map<Shard, OldRows> receipts = new LinkedHashMap<>();
        shards.forEach(shard -> receipts.put(
                shard,
                byAgeAlone ? OldRows.receipts(shard.server(), age) : OldRows.markedReceipts(shard.server(), age)));
        // The ledger is asked for its time after the shards: each mark is older than its receipt's, so it goes first.
        Optional<OldRows> marks = ledger.map(on -> OldRows.marks(on.server(), age));
        if (marks.isPresent()) {
            purge.marks(marks.get());
        }
        for (Map.Entry<Shard, OldRows> old : receipts.entrySet()) {
            purge.receipts(old.getKey().name(), old.getValue(), actions -> stillMarked(actions, marks));
        }
        for (Shard shard : shards) {
            purge.lists(new EndedLists(shard.server()));
        }
        return purge.purged();
    }

    private Set<Id> stillMarked(List<Id> actions, Optional<OldRows> marks) {
        return marks.isEmpty() ? Set.of() : marks.get().youngOnesOf(actions);
    }

    private void check(Duration age) {
        if (ledger.isEmpty() && !byAgeAlone) {
            throw new RefusedConfigurationException(
                    "no ledger was given, so no receipt is known to be marked; name the ledger, or, if this fleet has none and no action is delivered again after the age, say so: byAgeAlone(), --by-age-alone");
        }
        Duration shortest = shortestAge();
        if (age.compareTo(shortest) < 0 || age.compareTo(MOST) > 0) {
            throw new RefusedConfigurationException(
                    "an age of %s refused: allowed are %s, which is safe for a longest run of %s, to %d days; give a longer age, or the longest run if it is shorter"
                            .formatted(age, shortest, longestRun, MOST.toDays()));
        }
    }
}
