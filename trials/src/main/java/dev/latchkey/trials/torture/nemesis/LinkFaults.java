package dev.latchkey.trials.torture.nemesis;

import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.torture.history.FaultKind;
import dev.latchkey.trials.torture.nemesis.Toll.Mischief;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** What happens to connections. */
final class LinkFaults {

    private static final int LONGEST_DELAY_MILLIS = 1_500;
    private static final int MOST_AT_ONCE = 3;
    private static final List<String> WORDS = List.of("COMMIT", "COMMIT", "GET_LOCK", "RELEASE_", "INSERT");

    private final List<Target> targets;

    LinkFaults(List<Target> targets) {
        this.targets = List.copyOf(targets);
    }

    List<Fault> all() {
        return List.of(
                new Fault(FaultKind.LINK_CUT, random -> onSome(random, Link::cut)),
                new Fault(FaultKind.LINK_RESET, random -> onSome(random, Link::reset)),
                new Fault(FaultKind.LINK_VANISHED, random -> onSome(random, Link::stall)),
                delayed(FaultKind.REQUEST_DELAYED, Mischief.DELAY_THE_REQUEST),
                delayed(FaultKind.ANSWER_DELAYED, Mischief.DELAY_THE_ANSWER),
                swallowed(FaultKind.COMMIT_ANSWER_SWALLOWED, "COMMIT"),
                swallowed(FaultKind.LOCK_ANSWER_SWALLOWED, "GET_LOCK"),
                swallowed(FaultKind.RELEASE_ANSWER_SWALLOWED, "RELEASE_"));
    }

    private boolean onSome(Random random, Consumer<Link> fault) {
        List<Link> links = any(random).proxied().proxy().links();
        int count = Math.min(links.size(), 1 + random.nextInt(MOST_AT_ONCE));
        for (int i = 0; i < count; i++) {
            fault.accept(links.get(random.nextInt(links.size())));
        }
        return count > 0;
    }

    private Fault delayed(FaultKind kind, Mischief mischief) {
        return new Fault(
                kind,
                random -> any(random)
                        .toll()
                        .lieInWait(
                                WORDS.get(random.nextInt(WORDS.size())),
                                mischief,
                                Duration.ofMillis(1 + random.nextInt(LONGEST_DELAY_MILLIS)),
                                1 + random.nextInt(MOST_AT_ONCE)));
    }

    private Fault swallowed(FaultKind kind, String word) {
        return new Fault(
                kind,
                random -> any(random).toll().lieInWait(word, Mischief.SWALLOW_THE_ANSWER, Duration.ZERO, MOST_AT_ONCE));
    }

    private Target any(Random random) {
        return targets.get(random.nextInt(targets.size()));
    }
}
