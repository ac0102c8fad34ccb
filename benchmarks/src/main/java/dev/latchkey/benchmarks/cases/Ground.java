package dev.latchkey.benchmarks.cases;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.LockKey;
import dev.latchkey.Namespace;
import dev.latchkey.benchmarks.rivals.RedisServer;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.stage.EachServer;
import dev.latchkey.trials.stage.TrialException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** What all cases stand on: the servers, a fleet on them, tables, keys, and Redis where it is installed. */
public final class Ground implements AutoCloseable {

    /** Sessions of each pool, ours and others': more than any case has threads. */
    public static final int SESSIONS = 40;

    private static final Namespace NAMESPACE = Namespace.of("BENCH");

    private final FleetConfig config;
    private final ServerConfig ledger;
    private final Fleet fleet;
    private final ServerLocks locks;
    private final Tables tables;
    private final Optional<RedisServer> redis;

    private Ground(FleetConfig config, ServerConfig ledger, Fleet fleet, Tables tables, Optional<RedisServer> redis) {
        this.locks = ServerLocks.on(Server.open("locks", config.shards().get(0)));
        this.config = config;
        this.ledger = ledger;
        this.fleet = fleet;
        this.tables = tables;
        this.redis = redis;
    }

    /**
     * Prepares these servers.
     *
     * @throws TrialException if there is no ledger
     */
    public static Ground on(FleetConfig servers) throws SQLException, IOException {
        ServerConfig ledger = servers.ledger()
                .orElseThrow(() -> new TrialException(
                        "the benchmarks need a ledger, on a server of its own; name it with --ledger"));
        FleetConfig config =
                EachServer.of(servers, server -> server.withPoolSize(SESSIONS)).withNamespace(NAMESPACE);
        Migrations.migrate(config);
        Tables tables = new Tables(config, ledger);
        tables.create();
        return new Ground(config, ledger, Fleet.open(config), tables, RedisServer.startIfInstalled());
    }

    public FleetConfig config() {
        return config;
    }

    public Fleet fleet() {
        return fleet;
    }

    /** The named locks of the first shard's server, without a fleet: what others do by hand. */
    public ServerLocks locks() {
        return locks;
    }

    /** The shard of all cases that need only one. */
    public ServerConfig shard() {
        return config.shards().get(0);
    }

    public ServerConfig ledger() {
        return ledger;
    }

    public Optional<RedisServer> redis() {
        return redis;
    }

    /** So many keys, each of an owner of its own, all on the first shard. */
    public List<LockKey> keysOnOneShard(int count, String task) {
        return LongStream.rangeClosed(1, Tables.ACCOUNTS)
                .mapToObj(id -> key(id, task))
                .filter(key -> fleet.shardOf(key).equals(fleet.shards().get(0)))
                .limit(count)
                .toList();
    }

    /** So many keys, each of an owner of its own, on all shards. */
    public List<LockKey> keysOnAllShards(int count, String task) {
        return LongStream.rangeClosed(1, count).mapToObj(id -> key(id, task)).toList();
    }

    private static LockKey key(long id, String task) {
        return LockKey.of("ACCOUNT", Long.toString(id), task);
    }

    /** A pool as an application has it. */
    public static HikariDataSource pool(ServerConfig server, boolean autoCommit) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(server.url().text());
        pool.setUsername(server.user());
        pool.setPassword(server.password());
        pool.setMaximumPoolSize(SESSIONS);
        pool.setAutoCommit(autoCommit);
        pool.addDataSourceProperty("cachePrepStmts", "true");
        return new HikariDataSource(pool);
    }

    @Override
    public void close() throws SQLException {
        redis.ifPresent(RedisServer::close);
        locks.close();
        fleet.close();
        tables.drop();
    }
}
