package dev.latchkey.trials.torture.checker;

import dev.latchkey.trials.torture.ground.Done;
import dev.latchkey.trials.torture.ground.Effect;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules about receipts and ledger. */
final class TableRules {

    private TableRules() {}

    static List<String> receipts(Evidence evidence) {
        Set<String> effects = evidence.effects().stream()
                .filter(effect -> effect.half() == 1 && !effect.workId().isEmpty())
                .map(TableRules::text)
                .collect(Collectors.toSet());
        Set<String> receipts = evidence.receipts().stream()
                .map(done -> "%s of %s by %s".formatted(done.workId(), done.key(), done.result()))
                .collect(Collectors.toSet());
        return Stream.concat(
                        without(effects, receipts).map("an effect without a receipt: "::concat),
                        without(receipts, effects).map("a receipt without an effect: "::concat))
                .toList();
    }

    private static String text(Effect effect) {
        return "%s of %s by %s".formatted(effect.workId(), effect.key(), effect.operation());
    }

    static List<String> ledger(Evidence evidence) {
        if (!evidence.hasLedger()) {
            return List.of();
        }
        Set<Done> receipts = new HashSet<>(evidence.receipts());
        Set<Done> marks = new HashSet<>(evidence.marks());
        return Stream.concat(
                        without(receipts, marks).map(done -> "a receipt without its mark: " + done),
                        without(marks, receipts).map(done -> "a mark without its receipt: " + done))
                .toList();
    }

    private static <T> Stream<T> without(Collection<T> these, Collection<T> those) {
        return these.stream().filter(each -> !those.contains(each));
    }
}
