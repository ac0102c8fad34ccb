package dev.latchkey.migrations;

import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Preflight;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.mysql.ServerFacts;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.sharding.Founding;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs the schema of a fleet, or brings it up to date. May be repeated at any time, and by several at once. */
public final class Migrations {

    /** Flyway's location of the tables of a shard. */
    public static final String SHARD = "classpath:dev/latchkey/migrations/shard";

    /** Flyway's location of the tables of the ledger. */
    public static final String LEDGER = "classpath:dev/latchkey/migrations/ledger";

    /** Flyway's location of the functions for people who look at locks in SQL; nothing else needs them. */
    public static final String FUNCTIONS = "classpath:dev/latchkey/migrations/functions";

    /**
     * Flyway's location of the views of held and awaited locks; nothing else needs them. After {@link #SHARD}; the account must be allowed
     * to SELECT from performance_schema.
     */
    public static final String LOCKS = "classpath:dev/latchkey/migrations/locks";

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    /** ER_BINLOG_CREATE_ROUTINE_NEED_SUPER. */
    private static final Set<Integer> FUNCTIONS_NOT_ALLOWED = Set.of(1419);

    /** ER_TABLEACCESS_DENIED_ERROR; on MariaDB ER_VIEW_INVALID. */
    private static final Set<Integer> TABLES_NOT_ALLOWED = Set.of(1142, 1356);

    /** Large tables may be altered meanwhile, by others who migrate the same database. */
    private static final WaitLimit LONGEST_MIGRATION = WaitLimit.of(Duration.ofHours(1));

    private Migrations() {}

    /**
     * Creates the databases that are missing, installs tables and functions, and gives each shard of a new fleet its name and
     * buckets.
     *
     * @throws RefusedConfigurationException if a server is not fit, or the shards are not those of one fleet
     * @throws ServerUnavailableException if a server doesn't answer
     * @throws LockNotAcquiredException if somebody else migrates one of the databases for an hour
     * @throws FlywayException if a script fails
     */
    public static void migrate(FleetConfig config) {
        List<ServerConfig> all = new ArrayList<>(config.shards());
        config.ledger().ifPresent(all::add);
        all.forEach(server -> Preflight.require(Preflight.check(ServerFacts.ask(server))));
        Founding.refuseMisfits(config.shards());
        all.forEach(Databases::createIfMissing);
        config.shards().forEach(shard -> oneAtATime(shard, () -> migrateShard(shard)));
        config.ledger()
                .ifPresent(ledger -> oneAtATime(
                        ledger,
                        () -> flyway(ledger, LEDGER, "latchkey_ledger_history").migrate()));
        found(config.shards());
    }

    /** Flyway's own lock comes too late: two that find no history yet both begin one, and the second fails. */
    private static void oneAtATime(ServerConfig server, Runnable migration) {
        LockName name =
                LockName.of(LockKey.parse("LATCHKEY_MIGRATION:" + server.url().database()));
        try (ServerLocks locks = ServerLocks.on(Server.open(server.url().toString(), server));
                HeldLock lock = locks.acquire(name, LONGEST_MIGRATION)) {
            migration.run();
            lock.ensureHeld();
        }
    }

    private static void migrateShard(ServerConfig shard) {
        flyway(shard, SHARD, "latchkey_shard_history").migrate();
        ifAllowed(
                flyway(shard, FUNCTIONS, "latchkey_functions_history"),
                FUNCTIONS_NOT_ALLOWED,
                () -> LOG.warn(
                        "{} lets this account create no functions, so latchkey_lock_name is missing there; runs don't need it."
                                + " To have it, SET GLOBAL log_bin_trust_function_creators = 1 and migrate again",
                        shard.url()));
        ifAllowed(
                flyway(shard, LOCKS, "latchkey_locks_history"),
                TABLES_NOT_ALLOWED,
                () -> LOG.warn(
                        "{} doesn't show this account who holds locks, so the view latchkey_lock is missing there; runs don't need it."
                                + " To have it, GRANT SELECT ON performance_schema.* TO the account and migrate again",
                        shard.url()));
    }

    /** For people who look, and for nothing else: who may not install it goes on without. */
    private static void ifAllowed(Flyway scripts, Set<Integer> notAllowed, Runnable warning) {
        try {
            scripts.repair(); // forgets that it failed before, for want of the privilege
            scripts.migrate();
        } catch (FlywayException e) {
            if (!(rootCause(e) instanceof SQLException error) || !notAllowed.contains(error.getErrorCode())) {
                throw e;
            }
            warning.run();
        }
    }

    private static Throwable rootCause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static Flyway flyway(ServerConfig server, String location, String history) {
        return Flyway.configure()
                .dataSource(server.url().text(), server.user(), server.password())
                .locations(location)
                .table(history)
                .baselineOnMigrate(true) // the schema is the application's, and rarely empty
                .baselineVersion("0")
                .load();
    }

    private static void found(List<ServerConfig> shards) {
        List<ServerLocks> servers = new ArrayList<>();
        try {
            shards.forEach(
                    shard -> servers.add(ServerLocks.on(Server.open(shard.url().toString(), shard))));
            Founding.found(servers);
        } finally {
            servers.forEach(ServerLocks::close);
        }
    }
}
