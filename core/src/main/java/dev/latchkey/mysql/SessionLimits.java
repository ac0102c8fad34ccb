package dev.latchkey.mysql;

import dev.latchkey.RefusedConfigurationException;
import java.time.Duration;

/**
 * What one program asks of one server at most.
 *
 * <p>Immutable.
 *
 * @param poolSize the most sessions that hold a lock of their own, carry a run, or wait in the server's queue, 1 to 1,000; 10 by
 *     default. At most half of them wait; further waiters poll
 * @param sharedSessions the most sessions for locks that share one, 1 to 1,000; 12 by default
 * @param locksPerSession the most locks that share a session, and so the most that one lost session takes along, 1 to 1,000;
 *     1,000 by default. MariaDB and MySQL 5.7 search a session's locks one by one: with 10,000 of them each call took 2.7 ms
 * @param requestsPerSecond how often all polling waiters together ask, 1 to 100,000; 500 by default
 * @param borrowTimeout how long to wait for a session of the pool, 250 ms to 60 s; 5 s by default. Who has a wait limit waits
 *     for as long as that allows instead
 * @param closeTimeout how long a closing waits for locks that are still held, 0 to 1 h; 10 s by default
 */
public record SessionLimits(
        int poolSize,
        int sharedSessions,
        int locksPerSession,
        int requestsPerSecond,
        Duration borrowTimeout,
        Duration closeTimeout) {

    /** 10 sessions, 12 shared ones with 1,000 locks each, 500 requests a second, 5 s to borrow, 10 s to close. */
    public static final SessionLimits DEFAULT =
            new SessionLimits(10, 12, 1000, 500, Duration.ofSeconds(5), Duration.ofSeconds(10));

    /** Beyond this, sessions cost the server more than they bring, and locks on one session cost each other too much. */
    public static final int MOST = 1000;

    private static final int MOST_REQUESTS = 100_000;

    public SessionLimits {
        check("pool size", poolSize, MOST);
        check("number of shared sessions", sharedSessions, MOST);
        check("number of locks per session", locksPerSession, MOST);
        check("number of requests per second", requestsPerSecond, MOST_REQUESTS);
        check("borrow time-out", borrowTimeout, Duration.ofMillis(250), Duration.ofSeconds(60), "250 ms to 60 s");
        check("close time-out", closeTimeout, Duration.ZERO, Duration.ofHours(1), "0 to 1 h");
    }

    private static void check(String what, int number, int most) {
        if (number < 1 || number > most) {
            throw refused(what + " " + number, "1 to " + most);
        }
    }

    private static void check(String what, Duration duration, Duration least, Duration most, String allowed) {
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw refused(what + " " + duration, allowed);
        }
    }

    static RefusedConfigurationException refused(String found, String allowed) {
        return new RefusedConfigurationException("%s refused: allowed are %s".formatted(found, allowed));
    }

    /** The same with another pool size. */
    public SessionLimits withPoolSize(int size) {
        return new SessionLimits(size, sharedSessions, locksPerSession, requestsPerSecond, borrowTimeout, closeTimeout);
    }

    /** The same with other bounds on sessions that are shared. */
    public SessionLimits withShared(int sessions, int locks) {
        return new SessionLimits(poolSize, sessions, locks, requestsPerSecond, borrowTimeout, closeTimeout);
    }

    /** The same with another cap on polling. */
    public SessionLimits withRequestsPerSecond(int requests) {
        return new SessionLimits(poolSize, sharedSessions, locksPerSession, requests, borrowTimeout, closeTimeout);
    }

    /** The same with another bound on waiting for a session. */
    public SessionLimits withBorrowTimeout(Duration timeout) {
        return new SessionLimits(poolSize, sharedSessions, locksPerSession, requestsPerSecond, timeout, closeTimeout);
    }

    /** The same with another bound on waiting for holders when closing. */
    public SessionLimits withCloseTimeout(Duration timeout) {
        return new SessionLimits(poolSize, sharedSessions, locksPerSession, requestsPerSecond, borrowTimeout, timeout);
    }
}
