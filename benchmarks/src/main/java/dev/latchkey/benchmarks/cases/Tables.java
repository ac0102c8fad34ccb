package dev.latchkey.benchmarks.cases;

import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.FleetConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;

/** The tables of the benchmarks' own: accounts on each shard, what others' locks need, and a ledger by hand. */
final class Tables {

    static final int ACCOUNTS = 2_000;

    private static final int ROWS_AT_ONCE = 10_000;

    private static final List<String> ON_A_SHARD = List.of(
            "CREATE TABLE IF NOT EXISTS bench_account (id BIGINT NOT NULL PRIMARY KEY, balance BIGINT NOT NULL)",
            "DELETE FROM bench_account",
            "INSERT INTO bench_account (id, balance) VALUES "
                    + String.join(
                            ", ",
                            IntStream.rangeClosed(1, ACCOUNTS)
                                    .mapToObj(id -> "(" + id + ", 0)")
                                    .toList()),
            // As its manual has it.
            """
            CREATE TABLE IF NOT EXISTS shedlock (
                name VARCHAR(64) NOT NULL, lock_until TIMESTAMP(3) NOT NULL,
                locked_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
                locked_by VARCHAR(255) NOT NULL, PRIMARY KEY (name))
            """,
            // As the schema that comes with Spring Integration has it.
            """
            CREATE TABLE IF NOT EXISTS INT_LOCK (
                LOCK_KEY CHAR(36) NOT NULL, REGION VARCHAR(100) NOT NULL, CLIENT_ID CHAR(36),
                CREATED_DATE DATETIME(6) NOT NULL, EXPIRED_AFTER DATETIME(6) NOT NULL, PRIMARY KEY (LOCK_KEY, REGION))
            """);

    private static final List<String> ON_THE_LEDGER = List.of("""
            CREATE TABLE IF NOT EXISTS bench_done (
                lock_key VARCHAR(100) NOT NULL, work_id VARCHAR(100) NOT NULL, result VARCHAR(100) NOT NULL,
                PRIMARY KEY (lock_key, work_id))
            """);

    private final FleetConfig config;
    private final ServerConfig ledger;

    Tables(FleetConfig config, ServerConfig ledger) {
        this.config = config;
        this.ledger = ledger;
    }

    void create() throws SQLException {
        for (ServerConfig shard : config.shards()) {
            execute(shard, ON_A_SHARD);
        }
        execute(ledger, ON_THE_LEDGER);
    }

    /** With what the library has written meanwhile. */
    void drop() throws SQLException {
        for (ServerConfig shard : config.shards()) {
            execute(shard, List.of("DROP TABLE IF EXISTS bench_account, shedlock, INT_LOCK"));
            empty(shard, "latchkey_receipt");
        }
        execute(ledger, List.of("DROP TABLE IF EXISTS bench_done"));
        empty(ledger, "latchkey_ledger");
    }

    private void empty(ServerConfig server, String table) throws SQLException {
        String delete =
                "DELETE FROM %s WHERE namespace = '%s' LIMIT %d".formatted(table, config.namespace(), ROWS_AT_ONCE);
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            while (statement.executeUpdate(delete) == ROWS_AT_ONCE) {
                // the next ones
            }
        }
    }

    private static void execute(ServerConfig server, List<String> statements) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Connection connect(ServerConfig server) throws SQLException {
        return DriverManager.getConnection(server.url().text(), server.user(), server.password());
    }
}
