package dev.latchkey.trials.demo;

import dev.latchkey.Id;
import dev.latchkey.locks.Shard;
import dev.latchkey.sharding.Fleet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/**
 * What the tables say of an input, whatever workers believe.
 *
 * @param expectedTotal the sum of the amounts of all actions
 * @param actualTotal the sum of the entries of these actions
 * @param doubled entries beyond the first of an action
 * @param missing actions without an entry
 * @param ledgerMissing receipts of these actions without a mark in the ledger
 */
record Verdict(BigDecimal expectedTotal, BigDecimal actualTotal, long doubled, long missing, long ledgerMissing) {

    /** Each shard is asked for each action: an entry on the wrong shard must show, too. */
    static Verdict on(List<Event> actions, Fleet fleet, Optional<Jdbi> ledger) {
        Map<String, Integer> entries = new HashMap<>();
        BigDecimal actual = BigDecimal.ZERO;
        for (Shard shard : fleet.shards()) {
            for (List<Event> chunk : Tables.chunks(actions)) {
                actual = actual.add(count(shard, chunk, entries));
            }
        }
        BigDecimal expected = actions.stream().map(Event::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        long doubled = entries.values().stream().mapToLong(count -> count - 1).sum();
        List<Id> ids = actions.stream().map(event -> event.action().id()).toList();
        return new Verdict(
                plain(expected),
                plain(actual),
                doubled,
                actions.size() - (long) entries.size(),
                ledger.map(jdbi -> ledgerMissing(ids, fleet, jdbi)).orElse(0L));
    }

    /** What is not as it should be. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (expectedTotal.compareTo(actualTotal) != 0) {
            complaints.add(
                    "the total is %s, not %s".formatted(actualTotal.toPlainString(), expectedTotal.toPlainString()));
        }
        if (doubled > 0) {
            complaints.add("entries too many: %,d".formatted(doubled));
        }
        if (missing > 0) {
            complaints.add("actions without an entry: %,d".formatted(missing));
        }
        if (ledgerMissing > 0) {
            complaints.add("receipts without a mark in the ledger: %,d".formatted(ledgerMissing));
        }
        return complaints;
    }

    private static BigDecimal plain(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    /** Adds the shard's entries of these actions to the counts, and returns the sum of their amounts. */
    private static BigDecimal count(Shard shard, List<Event> actions, Map<String, Integer> entries) {
        return shard.server()
                .jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT work_id, amount FROM demo_entry WHERE work_id IN (<ids>)")
                        .bindList("ids", actions.stream().map(Event::workId).toList())
                        .map((row, context) -> {
                            entries.merge(row.getString(1), 1, Integer::sum);
                            return row.getBigDecimal(2);
                        })
                        .reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    private static long ledgerMissing(List<Id> actions, Fleet fleet, Jdbi ledger) {
        Set<Id> receipts = new HashSet<>();
        fleet.shards()
                .forEach(shard ->
                        receipts.addAll(known("latchkey_receipt", shard.server().jdbi(), actions)));
        receipts.removeAll(known("latchkey_ledger", ledger, receipts));
        return receipts.size();
    }

    private static Set<Id> known(String table, Jdbi jdbi, Collection<Id> actions) {
        Set<Id> known = new HashSet<>();
        for (List<Id> chunk : Tables.chunks(actions)) {
            jdbi.useHandle(handle -> handle.createQuery("SELECT action FROM <table> WHERE action IN (<actions>)")
                    .define("table", table)
                    .bindList("actions", chunk.stream().map(Id::bytes).toList())
                    .map((row, context) -> Id.of(row.getBytes(1)))
                    .forEach(known::add));
        }
        return known;
    }
}
