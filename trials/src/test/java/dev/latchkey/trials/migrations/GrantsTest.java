package dev.latchkey.trials.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.migrations.Account;
import dev.latchkey.migrations.Grants;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.support.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With what the scripts grant all works; with any part less something doesn't; and nothing else does. */
@TestInstance(Lifecycle.PER_CLASS)
class GrantsTest {

    /** The servers' words for "you may not": to a database, a table, a column, something global, a routine. */
    private static final Set<Integer> DENIED = Set.of(1044, 1142, 1143, 1227, 1370);

    private static final int NONE = -1;

    private final FleetConfig servers = FreshFleet.config();
    private final List<Account> accounts = new ArrayList<>();

    GrantsTest() {
        Migrations.migrate(servers);
        servers.shards().forEach(shard -> asRoot(shard, RoleAtWork.TABLE));
    }

    private static void asRoot(ServerConfig server, String sql) {
        FreshFleet.jdbi(server).useHandle(handle -> handle.execute(sql));
    }

    @AfterEach
    void dropAccounts() {
        accounts.forEach(account -> all().forEach(server -> asRoot(server, "DROP USER " + account)));
        accounts.clear();
    }

    private List<ServerConfig> all() {
        List<ServerConfig> all = new ArrayList<>(servers.shards());
        all.add(servers.ledger().orElseThrow());
        return all;
    }

    /** What is granted, on the shards or on the ledger: one privilege a statement. */
    private List<String> grants(Grants role, ServerConfig server, Account account) {
        String database = server.url().database();
        return GrantScript.statements(
                servers.shards().contains(server) ? role.onShard(database, account) : role.onLedger(database, account));
    }

    /** A new account with all of a role. */
    private FleetConfig as(Grants role) {
        return as(role, NONE, servers.shards().get(0));
    }

    /** The same, but for one privilege on that server. */
    private FleetConfig as(Grants role, int leftOut, ServerConfig where) {
        Account account = new Account("lk" + UUID.randomUUID().toString().substring(0, 8), "%");
        accounts.add(account);
        for (ServerConfig server : all()) {
            asRoot(server, "CREATE USER " + account);
            List<String> grants = new ArrayList<>(grants(role, server, account));
            if (leftOut != NONE && server.equals(where)) {
                grants.remove(leftOut);
            }
            grants.forEach(grant -> asRoot(server, grant));
        }
        if (role != Grants.OBSERVER && isMySqlBefore8022()) {
            servers.shards().forEach(shard -> asRoot(shard, forOldServers(role, shard, account)));
        }
        servers.shards().forEach(shard -> asRoot(shard, "GRANT INSERT ON effect TO " + account));
        return FleetConfig.of(servers.shards().stream()
                        .map(shard -> login(shard, account))
                        .toList())
                .withLedger(login(servers.ledger().orElseThrow(), account));
    }

    private static boolean isMySqlBefore8022() {
        return TestServers.version().matches("8\\.0\\.(\\d|1\\d|2[01])(\\D.*)?");
    }

    /** Which the script has as a comment. */
    private static String forOldServers(Grants role, ServerConfig shard, Account account) {
        Matcher found = Pattern.compile("GRANT LOCK TABLES [^;]*")
                .matcher(role.onShard(shard.url().database(), account));
        assertThat(found.find()).isTrue();
        return found.group();
    }

    private static ServerConfig login(ServerConfig server, Account account) {
        return ServerConfig.of(server.url().text(), account.user(), "").withPoolSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void areEnough(Grants role) throws Exception {
        RoleAtWork.play(role, as(role), servers);
    }

    @ParameterizedTest
    @EnumSource
    void areAllNeeded(Grants role) {
        List<String> needless = new ArrayList<>();
        Account somebody = new Account("somebody", "%");
        for (ServerConfig server :
                List.of(servers.shards().get(0), servers.ledger().orElseThrow())) {
            List<String> grants = grants(role, server, somebody);
            assertThat(grants).isNotEmpty();
            for (int i = 0; i < grants.size(); i++) {
                if (worksWithout(role, i, server)) {
                    needless.add(grants.get(i));
                }
            }
        }
        assertThat(needless).isEmpty();
    }

    private boolean worksWithout(Grants role, int leftOut, ServerConfig where) {
        try {
            RoleAtWork.play(role, as(role, leftOut, where), servers);
            return true;
        } catch (Exception | AssertionError e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    void areNotEnoughForWhatNobodyIsToDo(Grants role) {
        FleetConfig account = as(role);
        ServerConfig shard = account.shards().get(0);
        for (String sql : List.of(
                "DROP TABLE latchkey_receipt",
                "TRUNCATE TABLE latchkey_receipt",
                "ALTER TABLE latchkey_receipt ADD COLUMN n INT",
                "UPDATE latchkey_receipt SET result = 'forged'",
                "UPDATE latchkey_bucket SET owned = 0",
                "UPDATE latchkey_list_item SET item = 'forged'",
                "DELETE FROM latchkey_shard",
                "INSERT INTO latchkey_schema VALUES ('forged', 1)",
                "CREATE TABLE mine (id INT)",
                "DROP PROCEDURE latchkey_commit",
                "DROP TABLE latchkey_token",
                "DELETE FROM latchkey_token",
                "CREATE USER lk_forged",
                "SELECT COUNT(*) FROM mysql.user",
                "SET GLOBAL max_connections = 10")) {
            assertDenied(shard, sql);
        }
        assertDenied(account.ledger().orElseThrow(), "DROP TABLE latchkey_ledger");
    }

    @ParameterizedTest
    @ValueSource(strings = {"APPLICATION", "OBSERVER"})
    void areNotEnoughToForgetWhatWasDone(Grants role) {
        FleetConfig account = as(role);

        assertDenied(account.shards().get(0), "DELETE FROM latchkey_receipt");
        assertDenied(account.ledger().orElseThrow(), "DELETE FROM latchkey_ledger");
    }

    @Test
    void areNotEnoughForAnObserverToChangeAnything() {
        FleetConfig account = as(Grants.OBSERVER);
        ServerConfig shard = account.shards().get(0);

        assertDenied(shard, "UPDATE latchkey_receipt SET marked_at = NULL");
        assertDenied(shard, "INSERT INTO latchkey_receipt (action) VALUES ('forged')");
        assertDenied(shard, "DELETE FROM latchkey_list_item");
        assertDenied(shard, "CALL latchkey_commit('', 0, 0, '', '', '', '', '', '')");
        assertDenied(shard, "CALL latchkey_draw('', 0, '', '')");
        assertDenied(account.ledger().orElseThrow(), "INSERT INTO latchkey_ledger (action) VALUES ('forged')");
    }

    private static void assertDenied(ServerConfig server, String sql) {
        try (Connection connection = DriverManager.getConnection(server.url().text(), server.user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            throw new AssertionError("allowed: " + sql);
        } catch (SQLException e) {
            assertThat(e.getErrorCode()).as(sql + ": " + e.getMessage()).isIn(DENIED);
        }
    }
}
