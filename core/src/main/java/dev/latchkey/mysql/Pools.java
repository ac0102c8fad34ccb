package dev.latchkey.mysql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;

/** Makes the HikariCP pools of a server, and says why they are set as they are. */
final class Pools {

    /** HikariCP's least; a lease longer than this plus a margin is kept alive by it in idle sessions. */
    private static final Duration KEEPALIVE = Duration.ofSeconds(30);

    private static final Duration KEEPALIVE_MARGIN = Duration.ofSeconds(15);

    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;

    private Pools() {}

    /**
     * Sessions for locks and runs: without autocommit, so that the first statement of the work opens the transaction and no
     * BEGIN is sent. Waits for rows and for metadata are at most the lease, because the lease cuts no running statement.
     */
    static HikariDataSource forLocks(String label, ServerConfig config) {
        HikariConfig pool = common(label + " locks", config);
        pool.setMaximumPoolSize(config.poolSize());
        pool.setMinimumIdle(0);
        pool.setAutoCommit(false);
        pool.addDataSourceProperty("continueBatchOnError", "false"); // or a later error hides one that rolled back
        pool.setConnectionInitSql(
                """
                SET SESSION wait_timeout = %1$d,
                    SESSION lock_wait_timeout = CAST(LEAST(@@lock_wait_timeout, %2$d) AS UNSIGNED),
                    SESSION innodb_lock_wait_timeout = CAST(LEAST(@@innodb_lock_wait_timeout, %2$d) AS UNSIGNED),
                    SESSION net_write_timeout = CAST(LEAST(@@net_write_timeout, %2$d) AS UNSIGNED)
                """.formatted(waitTimeout(config).toSeconds(), config.lease().toSeconds()));
        return new HikariDataSource(pool);
    }

    private static Duration waitTimeout(ServerConfig config) {
        return leaseIsSetOnBorrowing(config) ? Session.IDLE_TIMEOUT : config.lease();
    }

    /** Whether a session would die in the idle pool before the keepalive reaches it. */
    static boolean leaseIsSetOnBorrowing(ServerConfig config) {
        return config.lease().compareTo(KEEPALIVE.plus(KEEPALIVE_MARGIN)) < 0;
    }

    /** Sessions for short statements of our own, each its own transaction; a server that is silent for 10 s is away. */
    static HikariDataSource forStatements(String label, ServerConfig config) {
        HikariConfig pool = common(label + " statements", config);
        pool.setMaximumPoolSize(config.poolSize());
        pool.setMinimumIdle(0);
        pool.setAutoCommit(true);
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        pool.addDataSourceProperty("rewriteBatchedStatements", "true"); // many rows a packet, as many as fit
        pool.addDataSourceProperty(
                "socketTimeout", Long.toString(Duration.ofSeconds(10).toMillis()));
        return new HikariDataSource(pool);
    }

    private static HikariConfig common(String name, ServerConfig config) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("latchkey " + name);
        pool.setJdbcUrl(config.url().text());
        pool.setUsername(config.user());
        pool.setPassword(config.password());
        pool.setConnectionTimeout(config.borrowTimeout().toMillis());
        pool.setValidationTimeout(Math.min(2_000, config.borrowTimeout().toMillis()));
        pool.setKeepaliveTime(KEEPALIVE.toMillis());
        pool.setInitializationFailTimeout(-1);
        pool.addDataSourceProperty("connectTimeout", Integer.toString(CONNECT_TIMEOUT_MILLIS));
        pool.addDataSourceProperty("cachePrepStmts", "true");
        pool.addDataSourceProperty("connectionAttributes", "program_name:latchkey");
        return pool;
    }
}
