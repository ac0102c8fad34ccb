package dev.latchkey.ledger;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much a purge has taken away.
 *
 * <p>Immutable.
 *
 * @param marks how many entries of the ledger; 0 without one
 * @param receipts how many receipts, by the name of their shard
 * @param listItems how many items of distinct lists that had ended
 */
public record Purged(long marks, SortedMap<String, Long> receipts, long listItems) {

    static final Purged NOTHING = new Purged(0, new TreeMap<>(), 0);

    public Purged {
        receipts = Collections.unmodifiableSortedMap(new TreeMap<>(receipts));
    }

    /** All rows together. */
    public long all() {
        return marks + allReceipts() + listItems;
    }

    /** The receipts of all shards together. */
    public long allReceipts() {
        return receipts.values().stream().mapToLong(Long::longValue).sum();
    }

    Purged plusMarks(long more) {
        return new Purged(marks + more, receipts, listItems);
    }

    Purged plusReceipts(String shard, long more) {
        SortedMap<String, Long> all = new TreeMap<>(receipts);
        all.merge(shard, more, Long::sum);
        return new Purged(marks, all, listItems);
    }

    Purged plusListItems(long more) {
        return new Purged(marks, receipts, listItems + more);
    }
}
