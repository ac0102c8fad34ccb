package dev.latchkey.mysql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Makes the HikariCP pools of a server, and says why they are set as they are. */
final class Pools {

    /** HikariCP's least; a lease longer than this plus a margin is kept alive by it in idle sessions. */
    private static final Duration KEEPALIVE = Duration.ofSeconds(30);

    private static final Duration KEEPALIVE_MARGIN = Duration.ofSeconds(15);

    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;

    /** A server that is silent for so long is away. A login that nobody answers would keep all later ones waiting. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** A resolver must be able to look even when all sessions are in use. */
    private static final int SPARE = 2;

    private Pools() {}

    /** The most sessions that both pools of a server have together. */
    static int most(ServerConfig config) {
        return mostLocks(config) + config.poolSize();
    }

    private static int mostLocks(ServerConfig config) {
        return config.poolSize() + config.limits().sharedSessions() + SPARE;
    }

    /** A pool that lends its connections out bare. */
    record Source(HikariDataSource pool) implements AutoCloseable {

        Lent borrow() throws SQLException {
            Connection pooled = pool.getConnection();
            return new Lent(pool, pooled, QuietConnection.behind(pooled));
        }

        boolean isClosed() {
            return pool.isClosed();
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    /** A connection that was lent out. */
    record Lent(HikariDataSource pool, Connection pooled, QuietConnection connection) {

        void giveBack() {
            try {
                pooled.close();
            } catch (SQLException e) {
                evict();
            }
        }

        void evict() {
            pool.evictConnection(pooled);
        }
    }

    /**
     * Sessions for locks and runs: without autocommit, so that the first statement of the work opens the transaction and no
     * BEGIN is sent. Waits for rows and for metadata are at most the lease, because the lease cuts no running statement.
     *
     * <p>A session that idles in the pool for longer than a short lease dies there, and is replaced when it is wanted.
     */
    static Source forLocks(String label, ServerConfig config) {
        Properties driver = driver(config);
        driver.setProperty("continueBatchOnError", "false"); // or a later error hides one that rolled back
        HikariConfig pool = common(label + " locks", config, driver);
        pool.setMaximumPoolSize(mostLocks(config));
        pool.setAutoCommit(false);
        pool.setConnectionInitSql("""
                SET SESSION wait_timeout = %1$d,
                    SESSION lock_wait_timeout = CAST(LEAST(@@lock_wait_timeout, %1$d) AS UNSIGNED),
                    SESSION innodb_lock_wait_timeout = CAST(LEAST(@@innodb_lock_wait_timeout, %1$d) AS UNSIGNED),
                    SESSION net_write_timeout = CAST(LEAST(@@net_write_timeout, %1$d) AS UNSIGNED)
                """.formatted(config.lease().toSeconds()));
        if (config.lease().compareTo(KEEPALIVE.plus(KEEPALIVE_MARGIN)) < 0) {
            pool.setKeepaliveTime(0);
        }
        return new Source(new HikariDataSource(pool));
    }

    /**
     * Sessions for short statements of our own, each its own transaction, or a few together: the rows that a transaction has locked are
     * free a minute after its client vanished. The keepalive is what idle ones live by.
     */
    static HikariDataSource forStatements(String label, ServerConfig config) {
        Properties driver = driver(config);
        driver.setProperty("rewriteBatchedStatements", "true"); // many rows a packet, as many as fit
        HikariConfig pool = common(label + " statements", config, driver);
        pool.setMaximumPoolSize(config.poolSize());
        pool.setAutoCommit(true);
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        pool.setConnectionInitSql("SET SESSION wait_timeout = CAST(LEAST(@@wait_timeout, %d) AS UNSIGNED)"
                .formatted(KEEPALIVE.multipliedBy(2).toSeconds()));
        pool.setExceptionOverride(new LeavesReadOnlyServers());
        return new HikariDataSource(pool);
    }

    private static Properties driver(ServerConfig config) {
        Properties properties = new Properties();
        properties.setProperty("user", config.user());
        properties.setProperty("password", config.password());
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_TIMEOUT_MILLIS));
        properties.setProperty("socketTimeout", Long.toString(SILENCE.toMillis()));
        properties.setProperty("cachePrepStmts", "true");
        // Else it asks the server, before each write by execute(), which is Jdbi's way, whether the session is
        // read-only.
        properties.setProperty("readOnlyPropagatesToServer", "false");
        properties.setProperty("connectionAttributes", ConnectionAttributes.of(config));
        return properties;
    }

    private static HikariConfig common(String name, ServerConfig config, Properties driver) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("latchkey " + name);
        pool.setDataSource(new QuietSource(config.url().text(), driver));
        pool.setConnectionTimeout(config.borrowTimeout().toMillis());
        pool.setValidationTimeout(Math.min(2_000, config.borrowTimeout().toMillis()));
        pool.setKeepaliveTime(KEEPALIVE.toMillis());
        pool.setMinimumIdle(0);
        pool.setInitializationFailTimeout(-1);
        return pool;
    }
}
