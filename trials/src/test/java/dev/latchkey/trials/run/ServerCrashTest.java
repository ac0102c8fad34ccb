package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.servers.ServerSource;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.StatementTap.Moment;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.Tokens;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server itself is killed in the middle of a COMMIT, and comes back. */
final class ServerCrashTest {

    private final LockKey key = newKey();
    private final WorkId workId = newWorkId();
    private final DatabaseServer server =
            ServerSource.fromSystemProperties().start(1).get(0);
    private final ServerConfig config = ServerConfig.of(
                    server.url("crash") + "?queryInterceptors=" + StatementTap.class.getName(),
                    server.user(),
                    server.password())
            .withPoolSize(1)
            .withLease(Duration.ofSeconds(30));

    @BeforeEach
    void create() {
        assumeTrue(server.startedHere(), "a server given by URL is not killed");
        Migrations.migrate(FleetConfig.of(List.of(config)));
        TestFleet.execute(config, "CREATE TABLE effect (work_id VARCHAR(255) NOT NULL) ENGINE = InnoDB");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private long effects() {
        return TestFleet.number(config, "SELECT COUNT(*) FROM effect");
    }

    private Outcome<String> runCrashingAtCommit(Fleet fleet, StatementTap.Listener crash) throws SQLException {
        return StatementTap.during(
                (moment, statement) -> {
                    if (moment == Moment.BEFORE && statement.verb().equals("CALL")) {
                        crash.on(moment, statement);
                    }
                },
                () -> fleet.run(key, workId, ResultCodec.string(), connection -> {
                    TestFleet.leaveEffect(connection, workId);
                    return "value";
                }));
    }

    @Test
    void afterItHadCommittedTheRunIsCompleted() throws SQLException {
        try (TcpProxy proxy = TestFleet.proxyTo(config);
                Fleet fleet = Fleet.open(FleetConfig.of(List.of(TestFleet.via(proxy, config))))) {
            Outcome<String> outcome = runCrashingAtCommit(fleet, (moment, statement) -> {
                proxy.links().forEach(Link::swallowAnswers);
                CompletableFuture<Void> crash = CompletableFuture.runAsync(() -> {
                    await().until(() -> effects() == 1);
                    server.kill();
                    server.start();
                    proxy.links().forEach(Link::reset);
                });
                assertThat(crash).isNotNull();
            });
            assertThat(((Completed<String>) outcome).resolved()).isTrue();
            assertThat(effects()).isEqualTo(1);
        }
    }

    @Test
    void fencingTokensGoOnWhereTheyWere() {
        try (Fleet fleet = Fleet.open(FleetConfig.of(List.of(config)))) {
            assertThat(Tokens.ofARun(fleet, key)).isEqualTo(1);
            server.kill();
            server.start();
            assertThat(Tokens.ofARun(fleet, key)).isEqualTo(2);
        }
    }

    @Test
    void beforeItHeardOfTheCommitTheRunHasLostItsLock() {
        try (Fleet fleet = Fleet.open(FleetConfig.of(List.of(config)))) {
            assertThatThrownBy(() -> runCrashingAtCommit(fleet, (moment, statement) -> {
                        server.kill();
                        server.start();
                    }))
                    .isInstanceOf(LockLostException.class);
            assertThat(effects()).isZero();
        }
    }
}
