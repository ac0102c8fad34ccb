package dev.latchkey.trials.packets;

import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.net.Passage.Direction;
import dev.latchkey.trials.net.Passage.Fate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was heard while one operation was performed, and what happens to one message of it. Guarded by its {@link Wiretap}. */
final class Tape {

    /** What happens to which message. */
    record Strike(Spot spot, Fault fault) {

        private boolean keepsTheAnswerBack() {
            return spot.direction() == Direction.REQUEST || fault != Fault.CUT_AFTER;
        }
    }

    /** A request with its answer, as far as it has come. */
    final class Exchange {
        private final Speaker speaker;
        private final int number;
        private final @Nullable Request request;
        private int requestPackets;
        private int answerPackets;

        private Exchange(Speaker speaker, int number, @Nullable Request request) {
            this.speaker = speaker;
            this.number = number;
            this.request = request;
        }

        void asked(int morePackets) {
            requestPackets += morePackets;
        }

        void answered(int morePackets) {
            answerPackets += morePackets;
        }

        /** What becomes of a part of this message, which may be its last one. */
        Fate fate(Link link, Direction direction) {
            return strike.filter(set -> isAt(set.spot()))
                    .map(set -> fate(set, link, direction))
                    .orElse(Fate.FORWARDED);
        }

        private boolean isAt(Spot spot) {
            return speaker == spot.speaker() && number == spot.exchange();
        }

        private Fate fate(Strike set, Link link, Direction direction) {
            if (direction == set.spot().direction()) {
                return strike(set, link);
            }
            boolean comesBeforeTheCut = direction == Direction.ANSWER && set.fault() == Fault.CUT_AFTER;
            return comesBeforeTheCut ? Fate.SWALLOWED : Fate.FORWARDED;
        }

        private Fate strike(Strike set, Link link) {
            int packets = set.spot().direction() == Direction.REQUEST ? requestPackets : answerPackets;
            boolean complete = packets >= set.spot().packets();
            if (complete || set.fault() != Fault.CUT_AFTER) {
                struck = this;
            }
            return switch (set.fault()) {
                case CUT_BEFORE -> Fate.CUT_BEFORE;
                case TORN -> Fate.TORN;
                case CUT_AFTER -> complete ? Fate.CUT_AFTER : Fate.FORWARDED;
                case RESET -> {
                    link.reset();
                    yield Fate.SWALLOWED;
                }
                case SWALLOWED -> Fate.SWALLOWED;
            };
        }

        private Stream<Spot> spots() {
            return request == null
                    ? Stream.of(new Spot(speaker, number, Direction.ANSWER, answerPackets, "greeting"))
                    : Stream.of(
                            new Spot(speaker, number, Direction.REQUEST, requestPackets, request.toString()),
                            new Spot(speaker, number, Direction.ANSWER, answerPackets, request.toString()));
        }
    }

    private final Map<Speaker, List<Exchange>> heard = new EnumMap<>(Speaker.class);
    private final Optional<Strike> strike;
    private @Nullable Exchange struck;

    Tape(Optional<Strike> strike) {
        this.strike = strike;
    }

    /** A request begins; null for what a server says before it was asked. */
    Exchange begin(Speaker speaker, @Nullable Request request) {
        List<Exchange> before = heard.computeIfAbsent(speaker, s -> new ArrayList<>());
        Exchange exchange = new Exchange(speaker, before.size(), request);
        before.add(exchange);
        return exchange;
    }

    boolean hasStruck() {
        return struck != null;
    }

    /** Whether the answer to a release was kept from its asker. */
    boolean hasLostARelease() {
        return struck != null
                && struck.request != null
                && struck.request.releases()
                && strike.filter(Strike::keepsTheAnswerBack).isPresent();
    }

    /** The messages of these speakers. */
    List<Spot> spots(Set<Speaker> speakers) {
        return speakers.stream()
                .flatMap(speaker -> heard.getOrDefault(speaker, List.of()).stream())
                .flatMap(Exchange::spots)
                .toList();
    }
}
