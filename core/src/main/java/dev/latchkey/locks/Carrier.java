package dev.latchkey.locks;

import dev.latchkey.LatchkeyException;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.LostLock;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.mysql.ServerErrors;
import dev.latchkey.mysql.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that carries locks: one, several that were acquired together, or many that share it. Thread-safe.
 *
 * <p>What is said on the session is said under its wire, so a release and a heartbeat never cross. Ending it needs no wire.
 */
final class Carrier {

    private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);

    /** A log line names so many lost locks, and counts the others. */
    private static final int NAMED_IN_LOG = 5;

    /** The number of places of a session that was given back: no lock comes to it any more. */
    private static final int EMPTY = Integer.MIN_VALUE / 2;

    private final Session session;
    private final Surroundings around;
    private final boolean shared;
    private final Map<LockName, Hold> holds = new ConcurrentHashMap<>();
    private final AtomicInteger places;
    private final Pulse pulse;
    private volatile boolean over;

    /** A carrier of its own for so many locks that were just granted, or are about to be. */
    Carrier(Session session, Surroundings around, boolean shared, int places) {
        this.session = session;
        this.around = around;
        this.shared = shared;
        this.places = new AtomicInteger(places);
        this.pulse = new Pulse(this, around.server());
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
        }
        return added;
    }

    /** Asks the server whether this lock is held now; without an answer it is lost. */
    void ensureHeld(Hold hold) {
        session.wire().lock();
        try {
            if (hold.isHeld()) {
                Duration patience = around.server().config().patience();
                Set<LockName> held = session.locks().held(List.of(hold.name()), patience);
                loseThose(
                        held.contains(hold.name()) ? List.of() : List.of(hold),
                        "does not hold it any more, as the server says");
            }
        } catch (SQLException e) {
            lose(e, "can't be asked");
            loseThose(List.of(hold), Evidence.SERVER_CANT_BE_ASKED, "can't be asked");
        } finally {
            session.wire().unlock();
        }
    }

    /** Releases those of these that are still held, in this order; then each is released or lost. */
    void release(List<Hold> wanted) {
        session.wire().lock();
        try {
            List<Hold> going = wanted.stream().filter(Hold::isHeld).toList();
            if (!going.isEmpty()) {
                letGo(going);
            }
        } finally {
            session.wire().unlock();
        }
    }

    private void letGo(List<Hold> going) {
        List<LockName> names = going.stream().map(Hold::name).toList();
        try {
            boolean last = !shared && going.size() == holds.size();
            Set<LockName> confirmed =
                    last ? session.locks().releaseLast(names) : session.locks().release(names);
            List<Hold> unconfirmed = new ArrayList<>();
            for (Hold hold : going) {
                holds.remove(hold.name(), hold);
                if (confirmed.contains(hold.name())) {
                    hold.released(around);
                } else {
                    unconfirmed.add(hold);
                }
            }
            loseThose(unconfirmed, "could not show at its release that it had held it, and nothing else");
            leave(going.size() - unconfirmed.size());
        } catch (SQLException e) {
            lose(e, "gave no answer to the release of its lock");
        }
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
        Map<Hold, LostLock> lost = mark(List.copyOf(holds.values()), evidence, detail);
        end();
        tell(lost);
    }

    /** The server says that these are not held; it was asked under the wire, which is still ours. */
    void loseThose(List<Hold> gone, String detail) {
        loseThose(gone, Evidence.SERVER_SAID_SO, detail);
    }

    private void loseThose(List<Hold> gone, Evidence evidence, String detail) {
        Map<Hold, LostLock> lost = mark(gone, evidence, detail);
        if (!lost.isEmpty() && !shared) {
            lose(Evidence.SERVER_SAID_SO, "had lost another of its locks");
        }
        tell(lost);
        if (shared) {
            leave(lost.size());
        }
    }

    /** Those of these that were held until now. */
    private Map<Hold, LostLock> mark(List<Hold> gone, Evidence evidence, String detail) {
        Map<Hold, LostLock> lost = new LinkedHashMap<>();
        for (Hold hold : gone) {
            holds.remove(hold.name(), hold);
            LostLock loss = hold.lossNow(evidence, detail);
            if (hold.marked(loss)) {
                lost.put(hold, loss);
            }
        }
        return lost;
    }

    private void tell(Map<Hold, LostLock> lost) {
        List<Runnable> notices = new ArrayList<>();
        lost.forEach((hold, loss) ->
                hold.tell(loss, !shared && loss.evidence() == Evidence.HELD_TOO_LONG, around, notices::add));
        log(List.copyOf(lost.values()));
        if (!notices.isEmpty()) {
            around.background().run(() -> notices.forEach(Told::run));
        }
    }

    private static void log(List<LostLock> lost) {
        if (lost.size() <= NAMED_IN_LOG) {
            lost.forEach(loss -> LOG.warn("{}", loss));
        } else {
            LOG.warn(
                    "{}; {} further locks of that session are lost with it, among them {}",
                    lost.get(0),
                    lost.size() - 1,
                    lost.stream()
                            .skip(1)
                            .limit(NAMED_IN_LOG)
                            .map(LostLock::name)
                            .toList());
        }
    }

    private void end() {
        around.heartbeat().forget(this);
        session.abort();
    }

    /** The maximum of this lock is over. On a shared session it alone is released; else the session is killed. */
    void expire(Hold hold, Duration maximum) {
        if (!hold.isHeld()) {
            return;
        }
        String detail = "had held it for its maximum of %d ms".formatted(maximum.toMillis());
        if (!shared) {
            String identity = session.locks().identity();
            lose(Evidence.HELD_TOO_LONG, detail + ", and was killed");
            kill(hold, identity);
            return;
        }
        Map<Hold, LostLock> lost = mark(List.of(hold), Evidence.HELD_TOO_LONG, detail);
        if (!lost.isEmpty()) {
            releaseFromOthers(hold);
            tell(lost);
        }
    }

    private void releaseFromOthers(Hold hold) {
        try {
            session.locks().release(List.of(hold.name()));
            leave(1);
        } catch (SQLException e) {
            lose(e, "gave no answer to the release of a lock");
        }
    }

    /** The socket is cut already: the server may be busy with a statement, and not see it. */
    private void kill(Hold hold, String identity) {
        try {
            around.server().killHolder(hold.name(), session.locks().id(), identity);
        } catch (LatchkeyException e) {
            LOG.debug("{} was cut, but not killed", session, e);
        }
    }
}
