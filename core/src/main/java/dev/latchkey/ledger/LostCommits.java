package dev.latchkey.ledger;

import static java.util.stream.Collectors.toMap;

import dev.latchkey.Id;
import dev.latchkey.locks.Shard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.JdbiException;

/**
 * Commits that the ledger knows and the shards don't: a failover lost them. Their actions are answered as done though their
 * effects are gone, until their marks are forgotten.
 *
 * <pre>{@code
 * LostCommits lost = new LostCommits(ledger, shards).since(Instant.parse("2026-11-26T21:00:00Z"));
 * List<Mark> marks = lost.list(1000);
 * marks.forEach(mark -> System.out.println(mark.lockKey() + " " + mark.workId()));
 * lost.forget(marks);
 * }</pre>
 *
 * <p>A mark is listed if a server made it that isn't the shard's server any more, and if no shard has the receipt of its run in a
 * bucket that it owns. What isn't promised: a program that committed before the failover may bring its mark to the ledger later,
 * as late as the ledger lets it; so list again when all of them have. Receipts that somebody deleted by hand are missing, too: ask only
 * for marks younger than that. {@link Retention} lets no mark outlive its receipt.
 *
 * <p>To forget a mark doubles nothing as long as receipts are kept: an action whose receipt is there after all is found done at
 * the gate, and marked again. That is so for actions that were done anew since then, and for those of a bucket that is just being
 * moved; both may be listed. Immutable and thread-safe.
 */
public final class LostCommits {

    /** Small enough for one packet and a short transaction, as for the {@link Reconciler}. */
    private static final int BATCH = 500;

    /** The most that can be listed at once: they fit into memory, and nobody reads more. */
    public static final int MOST = 100_000;

    private final Ledger ledger;
    private final List<Shard> shards;
    private final Instant since;
    private final boolean everyServer;

    /** Those of these shards, whenever they were marked. */
    public LostCommits(Ledger ledger, List<Shard> shards) {
        this(ledger, List.copyOf(shards), Instant.EPOCH, false);
    }

    private LostCommits(Ledger ledger, List<Shard> shards, Instant since, boolean everyServer) {
        this.ledger = ledger;
        this.shards = shards;
        this.since = since;
        this.everyServer = everyServer;
    }

    /** The same, of marks that were made at this time or later: some minutes before the failover. */
    public LostCommits since(Instant time) {
        return new LostCommits(ledger, shards, time, everyServer);
    }

    /**
     * The same, also of marks that the shard's present server made: for when its data was set back, or when the new server took
     * over the identity of the old one, as it may on MariaDB with host, port and server id.
     */
    public LostCommits ofEveryServer() {
        return new LostCommits(ledger, shards, since, true);
    }

    /**
     * Their marks, the oldest first. Reads all marks of that time, 500 at once.
     *
     * @param most how many at most, 1 to {@value #MOST}
     * @throws JdbiException if a shard or the ledger can't be reached
     * @throws dev.latchkey.ServerUnavailableException likewise
     */
    public List<Mark> list(int most) {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("%d marks wanted; 1 to %d can be listed at once".formatted(most, MOST));
        }
        Map<String, String> servers = shards.stream()
                .collect(toMap(Shard::name, shard -> shard.server().identity()));
        List<Mark> lost = new ArrayList<>();
        List<Mark> page;
        Mark last = null;
        do {
            page = ledger.marks(since, last, BATCH);
            lost.addAll(withoutReceipt(suspects(page, servers)));
            last = page.isEmpty() ? null : page.get(page.size() - 1);
        } while (page.size() == BATCH && lost.size() < most);
        return List.copyOf(lost.subList(0, Math.min(most, lost.size())));
    }

    private List<Mark> suspects(List<Mark> page, Map<String, String> servers) {
        return page.stream()
                .filter(mark -> servers.containsKey(mark.shard()))
                .filter(mark -> everyServer || !mark.server().equals(servers.get(mark.shard())))
                .toList();
    }

    private List<Mark> withoutReceipt(List<Mark> marks) {
        if (marks.isEmpty()) {
            return marks;
        }
        List<Id> actions = marks.stream().map(Mark::action).toList();
        Set<Id> kept = new HashSet<>();
        shards.forEach(shard -> kept.addAll(new Receipts(shard.server()).runsAtHome(actions)));
        return marks.stream().filter(mark -> !kept.contains(mark.runId())).toList();
    }

    /**
     * Forgets exactly these marks: one that another run has made since they were listed stays.
     *
     * @return how many were still there
     * @throws JdbiException if the ledger can't be reached; what was forgotten until then is
     */
    public long forget(Collection<Mark> marks) {
        List<Mark> all = List.copyOf(marks);
        long forgotten = 0;
        for (int from = 0; from < all.size(); from += BATCH) {
            forgotten += ledger.forget(all.subList(from, Math.min(from + BATCH, all.size())));
        }
        return forgotten;
    }
}
