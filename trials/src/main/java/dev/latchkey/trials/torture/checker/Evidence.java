package dev.latchkey.trials.torture.checker;

import dev.latchkey.trials.torture.ground.Done;
import dev.latchkey.trials.torture.ground.Effect;
import dev.latchkey.trials.torture.ground.Item;
import dev.latchkey.trials.torture.history.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that is known at the end: after the faults are over, every unacknowledged action was tried again, and the reconciler ran.
 *
 * @param operations every operation, the last tries included
 * @param killed the processes that were killed: what they had begun has no answer
 * @param patience how long an operation may take beyond its own limit
 * @param items what is in the distinct lists
 * @param locksLeft the lock names that somebody still holds
 * @param wrong what went wrong besides, in words
 */
public record Evidence(
        List<Operation> operations,
        Set<String> killed,
        Duration patience,
        List<Effect> effects,
        Map<String, Long> counters,
        List<Done> receipts,
        List<Done> marks,
        List<Item> items,
        boolean hasLedger,
        List<String> locksLeft,
        List<String> wrong) {

    public Evidence {
        operations = List.copyOf(operations);
        killed = Set.copyOf(killed);
        effects = List.copyOf(effects);
        counters = Map.copyOf(counters);
        receipts = List.copyOf(receipts);
        marks = List.copyOf(marks);
        items = List.copyOf(items);
        locksLeft = List.copyOf(locksLeft);
        wrong = List.copyOf(wrong);
    }
}
