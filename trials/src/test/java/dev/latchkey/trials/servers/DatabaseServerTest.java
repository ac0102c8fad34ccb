package dev.latchkey.trials.servers;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs on the servers that the system property names; what needs a process of ours is skipped on others. */
class DatabaseServerTest {
    private static List<DatabaseServer> servers = List.of();

    @BeforeAll
    static void startServers() {
        servers = ServerSource.fromSystemProperties().start(2);
    }

    @AfterAll
    static void closeServers() {
        servers.forEach(DatabaseServer::close);
    }

    @Test
    void aSchemaMayBeMadeAndUsed() throws SQLException {
        DatabaseServer server = servers.get(0);
        ask(server, "CREATE SCHEMA IF NOT EXISTS servers_test");

        try (Connection connection =
                DriverManager.getConnection(server.url("servers_test"), server.user(), server.password())) {
            assertThat(connection.getCatalog()).isEqualTo("servers_test");
        }
        ask(server, "DROP SCHEMA servers_test");
    }

    @Test
    void twoServersShareNothing() throws SQLException {
        assumeStartedHere();
        for (String variable : List.of("@@port", "@@server_id", "@@datadir")) {
            assertThat(ask(servers.get(0), "SELECT " + variable))
                    .isNotEqualTo(ask(servers.get(1), "SELECT " + variable));
        }
    }

    @Test
    void everyCommitIsDurableAndThereIsRoomForManySessions() throws SQLException {
        assumeStartedHere();
        assertThat(ask(servers.get(0), "SELECT @@innodb_flush_log_at_trx_commit"))
                .isEqualTo("1");
        assertThat(ask(servers.get(0), "SELECT @@max_connections")).isEqualTo("600");
    }

    @Test
    void aKilledServerComesBackOnItsPortWithItsData() throws SQLException {
        assumeStartedHere();
        DatabaseServer server = servers.get(0);
        String url = server.url();
        ask(server, "CREATE SCHEMA kept");
        long before = server.pid();

        server.kill();
        assertThatThrownBy(() -> ask(server, "SELECT 1")).isInstanceOf(SQLException.class);
        server.start();

        assertThat(server.url()).isEqualTo(url);
        assertThat(server.pid()).isNotEqualTo(before);
        ask(server, "DROP SCHEMA kept");
    }

    @Test
    void aStoppedServerStartsAgain() throws SQLException {
        assumeStartedHere();
        DatabaseServer server = servers.get(0);

        server.stop();
        server.stop();
        server.start();

        assertThat(ask(server, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void aRunningServerIsNotStartedTwice() {
        assumeStartedHere();
        assertThatThrownBy(() -> servers.get(0).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("runs already");
    }

    @Test
    void aPausedServerAnswersWhenItIsResumed() throws Exception {
        assumeStartedHere();
        DatabaseServer server = servers.get(1);

        server.pause();
        assertThat(Until.holds(() -> stateOf(server.pid()).equals("T"))).isTrue();
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> quietly(server, "SELECT 7"));
        assertThat(answer).isNotDone();
        server.resume();

        assertThat(answer.get(30, SECONDS)).isEqualTo("7");
    }

    @Test
    void aClosedServerTakesItsDataAlong() throws SQLException {
        assumeStartedHere();
        DatabaseServer server = ServerSource.fromSystemProperties().start(1).get(0);
        Path data = Path.of(String.valueOf(ask(server, "SELECT @@datadir")));
        assertThat(data).isDirectory();

        server.close();
        server.close();

        assertThat(data.getParent()).doesNotExist();
        assertThatThrownBy(server::start).hasMessageContaining("is closed");
    }

    @Test
    void aGivenServerIsUsedAndLeftAlone() throws SQLException {
        DatabaseServer real = servers.get(1);
        DatabaseServer given = given(real, real.user()).start(1).get(0);

        assertThat(ask(given, "SELECT 1")).isEqualTo("1");
        assertThat(given.startedHere()).isFalse();
        assertThatThrownBy(given::kill)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("kill needs a server process of this JVM, and " + real.url() + " is none; ask startedHere()"
                        + " first, or use embedded servers or a folder with bin/mysqld");
        given.close();
        assertThat(ask(real, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void aGivenServerThatRefusesTheLoginIsNamed() {
        DatabaseServer real = servers.get(1);

        assertThatThrownBy(() -> given(real, "stranger").start(1))
                .isInstanceOf(ServerException.class)
                .hasMessageContainingAll(real.url(), "'stranger'", "Access denied", "latchkey.password");
    }

    private static ServerSource given(DatabaseServer server, String user) {
        return ServerSource.parse("urls:" + server.url(), user, server.password());
    }

    private static void assumeStartedHere() {
        assumeTrue(servers.get(0).startedHere(), "needs a server process of this JVM");
    }

    private static String quietly(DatabaseServer server, String sql) {
        try {
            return ask(server, sql);
        } catch (SQLException e) {
            return e.toString();
        }
    }

    private static String ask(DatabaseServer server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            ResultSet rows = statement.getResultSet();
            return rows.next() ? rows.getString(1) : "";
        }
    }

    /** The letter by which Linux names a process's state: T is stopped. */
    private static String stateOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).substring(0, 1);
        } catch (IOException e) {
            return "";
        }
    }
}
