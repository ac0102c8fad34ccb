package dev.latchkey.trials.packets;

import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.net.Passage;
import dev.latchkey.trials.net.Passage.Direction;
import dev.latchkey.trials.net.Passage.Fate;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows what is said on the links to a shard and to a ledger, one message after the other. Thread-safe. */
final class Wiretap {

    /** What is said on one link. */
    private final class Talk {
        private final boolean isWithTheLedger;
        private final Tape since = tape;
        private final Framer requests = new Framer();
        private final Framer answers = new Framer();
        private boolean isForLocks;
        private boolean hasBegun;

        /** Null if it isn't counted. */
        private Tape.@Nullable Exchange now;

        private Talk(boolean isWithTheLedger) {
            this.isWithTheLedger = isWithTheLedger;
        }

        private void hear(Direction direction, ByteBuffer bytes) {
            switch (direction) {
                case REQUEST -> hearRequest(bytes);
                case ANSWER -> hearAnswer(bytes);
            }
            hasBegun = true;
        }

        private void hearRequest(ByteBuffer bytes) {
            if (requests.isBetweenPackets()) {
                Request request = Request.of(bytes);
                isForLocks |= request.introducesALockSession();
                now = request.comesByItself() ? null : tape.begin(speaker(), request);
            }
            int packets = requests.take(bytes);
            if (now != null) {
                now.asked(packets);
            }
        }

        private void hearAnswer(ByteBuffer bytes) {
            if (!hasBegun) {
                now = tape.begin(speaker(), null);
            }
            int packets = answers.take(bytes);
            if (now != null) {
                now.answered(packets);
            }
        }

        private Speaker speaker() {
            if (isWithTheLedger) {
                return Speaker.LEDGER_SESSION;
            } else if (since == tape) {
                return Speaker.NEW_SESSION;
            }
            return isForLocks ? Speaker.LOCK_SESSION : Speaker.STATEMENT_SESSION;
        }

        private Fate fate(Link link, Direction direction) {
            return now == null ? Fate.FORWARDED : now.fate(link, direction);
        }
    }

    private final Map<Link, Talk> talks = new HashMap<>();
    private Tape tape = new Tape(Optional.empty());

    /** From now on it is heard anew, and this happens; or nothing does. */
    synchronized void listen(Optional<Tape.Strike> strike) {
        tape = new Tape(strike);
    }

    synchronized boolean hasStruck() {
        return tape.hasStruck();
    }

    /** Whether the answer to a release was kept from its asker. */
    synchronized boolean hasLostARelease() {
        return tape.hasLostARelease();
    }

    /** What these speakers have said, and were answered. */
    synchronized List<Spot> spots(Set<Speaker> speakers) {
        return tape.spots(speakers);
    }

    /** Ends the lock sessions that are there, so that the next request for a lock needs a login. */
    void cutLockSessions() {
        lockSessions().forEach(Link::cut);
    }

    private synchronized List<Link> lockSessions() {
        return talks.entrySet().stream()
                .filter(talk -> talk.getValue().isForLocks)
                .map(Map.Entry::getKey)
                .toList();
    }

    Passage toShard() {
        return (link, direction, bytes) -> fate(link, direction, bytes, false);
    }

    Passage toLedger() {
        return (link, direction, bytes) -> fate(link, direction, bytes, true);
    }

    private synchronized Fate fate(Link link, Direction direction, ByteBuffer bytes, boolean isWithTheLedger) {
        Talk talk = talks.computeIfAbsent(link, l -> new Talk(isWithTheLedger));
        talk.hear(direction, bytes);
        return talk.fate(link, direction);
    }
}
