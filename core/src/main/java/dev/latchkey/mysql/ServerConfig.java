package dev.latchkey.mysql;

import dev.latchkey.RefusedConfigurationException;
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
 * @param poolSize the most sessions that hold or wait for locks at once, 1 to 1,000; 10 by default
 * @param lease how long a holder that sends nothing keeps its lock, whole seconds from 1 s to 1 h; 60 s by default. Work must
 *     not be silent for longer, and leases under 45 s cost two round trips more a run
 * @param borrowTimeout how long to wait for a session of the pool, 250 ms to 60 s; 5 s by default
 */
public record ServerConfig(
        ServerUrl url, String user, String password, int poolSize, Duration lease, Duration borrowTimeout) {

    /** Beyond this, sessions cost the server more than they bring. */
    public static final int MAX_POOL_SIZE = 1000;

    private static final Duration MIN_LEASE = Duration.ofSeconds(1);
    private static final Duration MAX_LEASE = Duration.ofHours(1);
    private static final Duration MIN_BORROW = Duration.ofMillis(250);
    private static final Duration MAX_BORROW = Duration.ofSeconds(60);

    public ServerConfig {
        if (poolSize < 1 || poolSize > MAX_POOL_SIZE) {
            throw refused("pool size " + poolSize, "1 to " + MAX_POOL_SIZE);
        }
        if (lease.compareTo(MIN_LEASE) < 0
                || lease.compareTo(MAX_LEASE) > 0
                || !lease.equals(Duration.ofSeconds(lease.toSeconds()))) {
            throw refused("lease " + lease, "whole seconds from 1 s to 1 h, the unit of the server's wait_timeout");
        }
        if (borrowTimeout.compareTo(MIN_BORROW) < 0 || borrowTimeout.compareTo(MAX_BORROW) > 0) {
            throw refused("borrow time-out " + borrowTimeout, "250 ms to 60 s");
        }
    }

    /** A server with the defaults. */
    public static ServerConfig of(String url, String user, String password) {
        return new ServerConfig(new ServerUrl(url), user, password, 10, Duration.ofSeconds(60), Duration.ofSeconds(5));
    }

    /** The same with another pool size. */
    public ServerConfig withPoolSize(int size) {
        return new ServerConfig(url, user, password, size, lease, borrowTimeout);
    }

    /** The same with another lease. */
    public ServerConfig withLease(Duration newLease) {
        return new ServerConfig(url, user, password, poolSize, newLease, borrowTimeout);
    }

    /** The same with another bound on waiting for a session of the pool. */
    public ServerConfig withBorrowTimeout(Duration timeout) {
        return new ServerConfig(url, user, password, poolSize, lease, timeout);
    }

    private static RefusedConfigurationException refused(String found, String allowed) {
        return new RefusedConfigurationException("%s refused: allowed are %s".formatted(found, allowed));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "%s@%s, %d sessions, lease %s".formatted(user, url, poolSize, lease);
    }
}
