package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.latchkey.GuardedRun;
import dev.latchkey.LockKey;
import dev.latchkey.LockOptions;
import dev.latchkey.LostLock;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.Work;
import dev.latchkey.WorkId;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.servers.ServerSource;
import dev.latchkey.trials.support.ShortLease;
import dev.latchkey.trials.support.TestFleet;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs over TLS: its sockets don't let themselves be closed while somebody writes to them. */
@Timeout(value = 3, unit = MINUTES, threadMode = SEPARATE_THREAD)
final class TlsTest {

    /** More than all buffers between here and the server have room for. */
    private static final int TOO_LONG = 30_000_000;

    private static DatabaseServer server;
    private static ServerConfig config;

    private final LockKey key = newKey();
    private final WorkId workId = newWorkId();
    private final List<LostLock> told = new CopyOnWriteArrayList<>();
    private TcpProxy proxy;
    private Fleet fleet;

    @BeforeAll
    static void start() throws SQLException {
        assumeFalse(
                System.getProperty(ServerSource.SERVERS, "").startsWith("urls:"),
                "servers given by URL can't be started with options");
        server = ServerSource.fromSystemProperties()
                .withOptions(List.of("--loose-ssl", "--loose-auto-generate-certs=ON", "--max-allowed-packet=64M"))
                .start(1)
                .get(0);
        assumeTrue(offersTls(), "a build of MySQL 5.7 without OpenSSL makes no certificate");
        config = ServerConfig.of(server.url("tls") + "?sslMode=REQUIRED", server.user(), server.password())
                .withBorrowTimeout(Duration.ofSeconds(4))
                .withLease(Duration.ofSeconds(3));
        Migrations.migrate(FleetConfig.of(List.of(config)));
        TestFleet.execute(config, "CREATE TABLE effect (work_id VARCHAR(255) NOT NULL) ENGINE = InnoDB");
    }

    private static boolean offersTls() throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url(), server.user(), server.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Ssl_server_not_after'")) {
            return row.next() && !row.getString(2).isEmpty();
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() {
        proxy = TestFleet.proxyTo(config);
        fleet = Fleet.open(FleetConfig.of(List.of(TestFleet.via(proxy, config))));
    }

    @AfterEach
    void close() {
        fleet.close();
        proxy.close();
    }

    private <X extends Exception> Outcome<String> run(LockOptions options, Work<String, X> work) throws X {
        return fleet.run(GuardedRun.once(key, workId, ResultCodec.string()).with(options.onLost(told::add)), work);
    }

    private long effects() {
        return TestFleet.number(config, "SELECT COUNT(*) FROM effect WHERE work_id = ?", workId.text());
    }

    /** Work whose statement doesn't get through, and not even away. */
    private Work<String, SQLException> workThatWritesForEver() {
        return connection -> {
            TestFleet.leaveEffect(connection, workId);
            proxy.links().forEach(Link::stall);
            try (PreparedStatement query = connection.prepareStatement("SELECT LENGTH(?)")) {
                query.setString(1, "x".repeat(TOO_LONG));
                query.execute();
            }
            return "never";
        };
    }

    private void wasToldOnce() {
        await().atMost(ShortLease.BOUND).until(() -> !told.isEmpty());
        assertThat(told).hasSize(1);
    }

    private void nothingStaysAndTheNextOneRuns() throws SQLException {
        await().atMost(ShortLease.BOUND).until(() -> TestFleet.isFree(config, key.text()));
        assertThat(effects()).isZero();
        proxy.links().forEach(Link::flow);
        assertThat(run(LockOptions.DEFAULT, connection -> {
                    TestFleet.leaveEffect(connection, workId);
                    return "value";
                }))
                .isInstanceOf(Completed.class);
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void workThatWritesWhileTheServerIsSilentIsEndedByTheHeartbeat() throws SQLException {
        assertThatThrownBy(() -> run(LockOptions.DEFAULT, workThatWritesForEver()))
                .isInstanceOf(SQLException.class);
        wasToldOnce();
        nothingStaysAndTheNextOneRuns();
    }

    @Test
    void workThatWritesForTooLongIsEndedByTheLimit() throws SQLException {
        LockOptions oneSecond = LockOptions.DEFAULT.holdingAtMost(Duration.ofSeconds(1));
        assertThatThrownBy(() -> run(oneSecond, workThatWritesForEver())).isInstanceOf(SQLException.class);
        wasToldOnce();
        assertThat(told.get(0).evidence()).isEqualTo(Evidence.HELD_TOO_LONG);
        nothingStaysAndTheNextOneRuns();
    }

    @Test
    void aCommitWithoutAnAnswerIsResolved() throws SQLException {
        Outcome<String> outcome = run(LockOptions.DEFAULT, connection -> {
            TestFleet.leaveEffect(connection, workId);
            proxy.links().forEach(Link::swallowAnswers);
            return "value";
        });
        assertThat(((Completed<String>) outcome).resolved()).isTrue();
        assertThat(effects()).isEqualTo(1);
    }
}
