package dev.latchkey.locks;

import dev.latchkey.mysql.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What is said on one session, one thread at a time, and what is told to callers' code when the wire is free again: a slow listener
 * keeps nobody waiting. Thread-safe.
 */
final class Conversation {

    private final Session session;

    /** What came of the present talk. Guarded by the wire. */
    private final List<Runnable> toTell = new ArrayList<>();

    Conversation(Session session) {
        this.session = session;
    }

    /** Something that is asked. */
    interface Question<T, X extends Exception> {
        T ask() throws X;
    }

    /** Asks something on the wire. */
    <T, X extends Exception> T ask(Question<T, X> question) throws X {
        session.wire().lock();
        return askAndTell(question);
    }

    /** Says something on the wire. */
    void talk(Runnable talk) {
        session.wire().lock();
        sayAndTell(talk);
    }

    /** The same if the wire is free by then. */
    boolean tryTalk(Duration patience, Runnable talk) throws InterruptedException {
        if (!session.wire().tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        sayAndTell(talk);
        return true;
    }

    private void sayAndTell(Runnable talk) {
        boolean unused = askAndTell(() -> {
            talk.run();
            return true;
        });
    }

    /** With the wire, which it gives back. */
    private <T, X extends Exception> T askAndTell(Question<T, X> question) throws X {
        List<Runnable> cameOfIt = List.of();
        try {
            return question.ask();
        } finally {
            cameOfIt = List.copyOf(toTell);
            toTell.clear();
            session.wire().unlock();
            cameOfIt.forEach(Runnable::run);
        }
    }

    /** Tells it now, or when the present talk of this thread is over. */
    void tell(Runnable telling) {
        if (session.isTalking()) {
            toTell.add(telling);
        } else {
            telling.run();
        }
    }
}
