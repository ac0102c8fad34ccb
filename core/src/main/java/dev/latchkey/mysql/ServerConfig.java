package dev.latchkey.mysql;

import dev.latchkey.LockListener;
import java.time.Duration;

/**
 * How to reach one server, and how its sessions behave.
 *
 * <pre>{@code
 * ServerConfig.of("jdbc:mysql://db1:3306/shop", "app", password).withPoolSize(16).withLease(Duration.ofSeconds(30));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param url where the server is
 * @param user the account
 * @param password its password
 * @param lease how long a holder that the server hears nothing of keeps its lock, whole seconds from 1 s to 1 h; 60 s by
 *     default. A heartbeat comes every third of it
 * @param limits how much is asked of the server at most
 * @param listener is told what happens to locks; nobody by default
 * @param application the name under which people who look at the server find this program, as program_name among the attributes of its
 *     connections: 1 to 64 of {@code A-Z a-z 0-9 ._/@+-} and blanks. By default the main class or the jar; {@code java} if neither is
 *     known
 */
public record ServerConfig(
        ServerUrl url,
        String user,
        String password,
        Duration lease,
        SessionLimits limits,
        LockListener listener,
        String application) {

    private static final Duration MIN_LEASE = Duration.ofSeconds(1);
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);
    private static final Duration MAX_LEASE = Duration.ofHours(1);

    public ServerConfig {
        if (lease.compareTo(MIN_LEASE) < 0
                || lease.compareTo(MAX_LEASE) > 0
                || !lease.equals(Duration.ofSeconds(lease.toSeconds()))) {
            throw SessionLimits.refused(
                    "lease " + lease, "whole seconds from 1 s to 1 h, the unit of the server's wait_timeout");
        }
        if (!ConnectionAttributes.isName(application)) {
            throw SessionLimits.refused(
                    "application '%s'".formatted(application), "1 to 64 of A-Z, a-z, 0-9, blanks and ._/@+-");
        }
    }

    /** A server with the defaults. */
    public static ServerConfig of(String url, String user, String password) {
        return new ServerConfig(
                new ServerUrl(url),
                user,
                password,
                Duration.ofSeconds(60),
                SessionLimits.DEFAULT,
                LockListener.NONE,
                ConnectionAttributes.PROGRAM);
    }

    /** The same with another lease. */
    public ServerConfig withLease(Duration newLease) {
        return new ServerConfig(url, user, password, newLease, limits, listener, application);
    }

    /** The same with other limits. */
    public ServerConfig withLimits(SessionLimits newLimits) {
        return new ServerConfig(url, user, password, lease, newLimits, listener, application);
    }

    /** The same with another listener. */
    public ServerConfig withListener(LockListener newListener) {
        return new ServerConfig(url, user, password, lease, limits, newListener, application);
    }

    /** The same under another name for people who look at the server. */
    public ServerConfig withApplication(String newName) {
        return new ServerConfig(url, user, password, lease, limits, listener, newName);
    }

    /** The same for another server, or by another way to it. */
    public ServerConfig withUrl(String newUrl) {
        return new ServerConfig(new ServerUrl(newUrl), user, password, lease, limits, listener, application);
    }

    /** The same with another pool size. */
    public ServerConfig withPoolSize(int size) {
        return withLimits(limits.withPoolSize(size));
    }

    /** The same with another bound on waiting for a session of the pool. */
    public ServerConfig withBorrowTimeout(Duration timeout) {
        return withLimits(limits.withBorrowTimeout(timeout));
    }

    /** How long a session that sends a heartbeat may be silent: a third of the lease, so that one may fail. */
    public Duration heartbeat() {
        return Duration.ofNanos(lease.toNanos() / 3); // asked with each session, and dividedBy is slow
    }

    /** How long an answer is awaited that takes the server no time: a third of the lease, but a second at least. */
    public Duration patience() {
        return heartbeat().compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : heartbeat();
    }

    int poolSize() {
        return limits.poolSize();
    }

    Duration borrowTimeout() {
        return limits.borrowTimeout();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "%s@%s, %d sessions, lease %s".formatted(user, url, limits.poolSize(), lease);
    }
}
