package dev.latchkey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.TestServers;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The self-test finds out what stands between it and the server, by what that does to locks. */
final class SelfTestTest {

    private static final Duration LEASE = Duration.ofSeconds(60);

    private final ServerConfig config = config(0);
    private final Dialect dialect = Dialect.of(TestServers.version());

    private static ServerConfig config(int i) {
        DatabaseServer server = TestServers.server(i);
        return ServerConfig.of(server.url("information_schema"), server.user(), server.password());
    }

    private Finding run(SelfTest.Source first, SelfTest.Source second) {
        return SelfTest.run("db1", first, second, dialect, LEASE);
    }

    private static Connection login(ServerConfig server) throws SQLException {
        return login(server, LEASE.toSeconds());
    }

    private static Connection login(ServerConfig server, long waitTimeout) throws SQLException {
        Connection connection = DriverManager.getConnection(server.url().text(), server.user(), server.password());
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION wait_timeout = " + waitTimeout);
        }
        return connection;
    }

    private static Finding refused(String found) {
        return Finding.refuse(
                "db1",
                "self-test",
                "self-test: " + found,
                "give the URL of the server itself: something in between shares or swaps sessions, or answers in its place");
    }

    @Test
    void twoPlainSessionsPass() {
        Finding finding = run(() -> login(config), () -> login(config));

        assertThat(finding.severity()).isEqualTo(Finding.Severity.FINE);
    }

    @Test
    void aSessionThatKeepsAnotherWaitTimeoutIsRefused() {
        assertThat(run(() -> login(config, 28800), () -> login(config)))
                .isEqualTo(refused("the same session asked for its wait_timeout: 60 expected, 28800 answered"));
    }

    @Test
    void oneSessionForTwoClientsIsRefused() throws SQLException {
        try (Connection shared = login(config)) {
            assertThat(run(() -> shared, () -> shared))
                    .isEqualTo(refused(
                            "a second session asked for that lock: [HELD_BY_ANOTHER] expected, [YES] answered"));
        }
    }

    @Test
    void sessionsOnTwoServersAreRefused() {
        Finding finding = run(() -> login(config), () -> login(config(1)));

        assertThat(finding.severity()).isEqualTo(Finding.Severity.REFUSE);
        assertThat(finding.found()).startsWith("self-test: a second session reached the server: ");
    }

    @Test
    void aSessionThatOutlivesItsClientIsRefused() {
        try (TcpProxy proxy = TestFleet.proxyTo(config)) {
            SelfTest.Source kept = () -> stallingAtAbort(proxy, login(TestFleet.via(proxy, config)));

            assertThat(run(kept, () -> login(config)))
                    .isEqualTo(
                            refused(
                                    "the second session waited 5 s for the lock of one that was cut: [YES] expected, [HELD_BY_ANOTHER] answered"));
        }
    }

    /** As behind a proxy that keeps the server's side open when the client's is gone. */
    private static Connection stallingAtAbort(TcpProxy proxy, Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("abort")) {
                        proxy.links().forEach(Link::stall);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aServerThatDoesNotAnswerIsRefused() {
        Finding finding = run(
                () -> {
                    throw new SQLException("nobody there");
                },
                () -> login(config));

        assertThat(finding)
                .isEqualTo(Finding.refuse(
                        "db1",
                        "self-test",
                        "the self-test ended in an error: nobody there",
                        "check that the server answers, and the pool's size"));
    }
}
