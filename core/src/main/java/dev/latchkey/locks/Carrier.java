package dev.latchkey.locks;

import dev.latchkey.LatchkeyException;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.mysql.ServerErrors;
import dev.latchkey.mysql.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that carries locks: one, several that were acquired together, or many that share it. Thread-safe.
 *
 * <p>What is said on the session is said under its wire, so a release, a heartbeat and the end of a maximum never cross. Ending it
 * needs no wire. Callers are told what happened when the wire is free: a slow listener keeps no other lock waiting.
 */
final class Carrier {

    private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);

    /** The number of places of a session that was given back: no lock comes to it any more. */
    private static final int EMPTY = Integer.MIN_VALUE / 2;

    private final Session session;
    private final Surroundings around;
    private final boolean shared;
    private final Map<LockName, Hold> holds = new ConcurrentHashMap<>();
    private final AtomicInteger places;
    private final Pulse pulse;
    private final Conversation conversation;

    private volatile boolean over;

    /** A carrier of its own for so many locks that were just granted, or are about to be. */
    Carrier(Session session, Surroundings around, boolean shared, int places) {
        this.session = session;
        this.around = around;
        this.shared = shared;
        this.places = new AtomicInteger(places);
        this.pulse = new Pulse(this, around.server());
        this.conversation = new Conversation(session);
    }

    /** Whether there is room for so many further locks now. */
    boolean hasRoom(int count, int most) {
        return !isOver() && places.get() + count <= most;
    }

    /** Keeps places for further locks. False if there is no room, or the session has ended. */
    boolean reserve(int count, int most) {
        int before = places.getAndUpdate(taken -> taken == EMPTY || taken + count > most ? taken : taken + count);
        return !over && before != EMPTY && before + count <= most;
    }

    /** Places are free again. With the last one the session goes back to its pool. */
    void leave(int count) {
        if (places.addAndGet(-count) == 0 && places.compareAndSet(0, EMPTY)) {
            around.heartbeat().forget(this);
            session.close();
        }
    }

    Session session() {
        return session;
    }

    Pulse pulse() {
        return pulse;
    }

    String label() {
        return around.server().label();
    }

    /** Whether the session has the locks of one acquisition alone. */
    boolean isOfOne() {
        return !shared;
    }

    /** Whether no lock can come to it any more. */
    boolean isOver() {
        return over || places.get() == EMPTY;
    }

    Collection<Hold> holds() {
        return List.copyOf(holds.values());
    }

    /** Takes note of locks that the session was just granted. */
    List<Hold> add(List<LockName> names, LockOptions options) {
        List<Hold> added = new ArrayList<>(names.size());
        for (LockName name : names) {
            Hold hold = new Hold(name, this, options);
            holds.put(name, hold);
            added.add(hold);
        }
        around.heartbeat().watch(this);
        added.forEach(hold -> hold.begin(around.background()));
        if (over) {
            lose(Evidence.SERVER_CANT_BE_ASKED, "was ended when the lock had just been granted");
        } else if (around.heartbeat().isClosed()) {
            lose(Evidence.CLOSED, "was granted it when all locks had just been closed");
        }
        return added;
    }

    /** Says something on the wire if it is free by then. */
    boolean tryTalk(Duration patience, Runnable talk) throws InterruptedException {
        return conversation.tryTalk(patience, talk);
    }

    /** Asks the server whether this lock is held now; without an answer it is lost. */
    void ensureHeld(Hold hold) {
        conversation.talk(() -> {
            if (hold.isHeld()) {
                ask(hold);
            }
        });
    }

    private void ask(Hold hold) {
        try {
            Duration patience = around.server().config().patience();
            Set<LockName> held = session.locks().held(List.of(hold.name()), patience);
            loseThose(
                    held.contains(hold.name()) ? List.of() : List.of(hold),
                    "does not hold it any more, as the server says");
        } catch (SQLException e) {
            lose(e, "can't be asked");
            loseThose(List.of(hold), Evidence.SERVER_CANT_BE_ASKED, "can't be asked");
        }
    }

    /** Releases those of these that are still held, in this order; then each is released or lost. */
    void release(List<Hold> wanted) {
        conversation.talk(() -> {
            List<Hold> going = wanted.stream().filter(Hold::isHeld).toList();
            if (!going.isEmpty()) {
                letGo(going);
            }
        });
    }

    private void letGo(List<Hold> going) {
        List<LockName> names = going.stream().map(Hold::name).toList();
        try {
            boolean last = !shared && going.size() == holds.size();
            Set<LockName> confirmed =
                    last ? session.locks().releaseLast(names) : session.locks().release(names);
            released(going, confirmed);
        } catch (SQLException e) {
            lose(e, "gave no answer to the release of its lock");
        } catch (RuntimeException | Error e) {
            lose(Evidence.SERVER_CANT_BE_ASKED, "failed at the release of its lock: " + e);
            throw e;
        }
    }

    private void released(List<Hold> going, Set<LockName> confirmed) {
        List<Hold> unconfirmed = new ArrayList<>();
        for (Hold hold : going) {
            holds.remove(hold.name(), hold);
            if (confirmed.contains(hold.name())) {
                hold.released(around).ifPresent(conversation::tell);
            } else {
                unconfirmed.add(hold);
            }
        }
        loseThose(unconfirmed, "could not show at its release that it had held it, and nothing else");
        leave(going.size() - unconfirmed.size());
    }

    /** See {@link Hold#releaseBy}. */
    boolean releaseBy(Hold hold, Session.Talk<Optional<Set<LockName>>> statement) throws SQLException {
        return conversation.ask(() -> {
            Optional<Set<LockName>> confirmed = session.talk(statement);
            confirmed.ifPresent(names -> released(List.of(hold), names));
            return confirmed.isPresent();
        });
    }

    /** Ends the session; its locks are neither released nor lost, but given up. */
    void giveUp() {
        over = true;
        holds.forEach((name, hold) -> {
            hold.dropped();
            holds.remove(name, hold);
        });
        end();
    }

    void lose(SQLException error, String what) {
        boolean said = ServerErrors.serverEndedTheSession(error);
        String firstLine =
                String.valueOf(error.getMessage()).lines().findFirst().orElse("");
        lose(said ? Evidence.SERVER_SAID_SO : Evidence.SERVER_CANT_BE_ASKED, "%s (%s)".formatted(what, firstLine));
    }

    /**
     * The session is lost, or must be taken for lost, and all its locks with it. They are marked before it ends: who finds it ended
     * then finds out why.
     */
    void lose(Evidence evidence, String detail) {
        over = true;
        Losses lost = mark(List.copyOf(holds.values()), evidence, detail);
        end();
        tell(lost);
    }

    /** The server says that these are not held; it was asked under the wire, which is still ours. */
    void loseThose(List<Hold> gone, String detail) {
        loseThose(gone, Evidence.SERVER_SAID_SO, detail);
    }

    private void loseThose(List<Hold> gone, Evidence evidence, String detail) {
        Losses lost = mark(gone, evidence, detail);
        if (!lost.isEmpty() && !shared) {
            lose(Evidence.SERVER_SAID_SO, "had lost another of its locks");
        }
        tell(lost);
        if (shared) {
            leave(lost.size());
        }
    }

    /** Those of these that were held until now. A lock that is no longer here is marked: whoever finds that may ask how it was lost. */
    private Losses mark(List<Hold> gone, Evidence evidence, String detail) {
        Losses lost = Losses.mark(gone, evidence, detail);
        gone.forEach(hold -> holds.remove(hold.name(), hold));
        return lost;
    }

    private void tell(Losses lost) {
        conversation.tell(() -> lost.tell(shared, around));
    }

    private void end() {
        around.heartbeat().forget(this);
        session.abort();
    }

    /** The maximum of this lock is over. On a shared session it alone is released; else the session is killed. */
    void expire(Hold hold, Duration maximum) {
        String detail = "had held it for its maximum of %d ms".formatted(maximum.toMillis());
        if (shared) {
            conversation.talk(() -> releaseFromOthers(hold, detail));
        } else if (hold.isHeld()) {
            String identity = session.locks().identity();
            lose(Evidence.HELD_TOO_LONG, detail + ", and was killed");
            kill(hold, identity);
        }
    }

    private void releaseFromOthers(Hold hold, String detail) {
        Losses lost = mark(List.of(hold), Evidence.HELD_TOO_LONG, detail);
        if (lost.isEmpty()) {
            return;
        }
        try {
            session.locks().release(List.of(hold.name()));
            leave(1);
        } catch (SQLException e) {
            lose(e, "gave no answer to the release of a lock");
        } catch (RuntimeException | Error e) {
            lose(Evidence.SERVER_CANT_BE_ASKED, "failed at the release of a lock: " + e);
            throw e;
        } finally {
            tell(lost);
        }
    }

    /** The socket is cut already: the server may be busy with a statement, and not see it. Nothing to do if a release came first. */
    private void kill(Hold hold, String identity) {
        if (!session.wasAborted()) {
            return;
        }
        try {
            around.server().killHolder(hold.name(), session.locks().id(), identity);
        } catch (LatchkeyException e) {
            LOG.debug("{} was cut, but not killed", session, e);
        }
    }
}
