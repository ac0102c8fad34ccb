package dev.latchkey.trials.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.LockKey;
import dev.latchkey.Outcome;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.support.Cluster;
import dev.latchkey.trials.support.Node;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.StatementTap.Moment;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.TestServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A fleet of one shard, the primary of a cluster, at an address that leads to the new primary after a failover. The ledger is on
 * a server of its own.
 */
final class Scene implements AutoCloseable {

    private static final String SCHEMA = "failover";
    private static final String TAPPED = SCHEMA + "?queryInterceptors=" + StatementTap.class.getName();

    private final Cluster cluster;
    private final TcpProxy proxy;
    private final ServerConfig ledger;
    private final FleetConfig config;
    private final Fleet fleet;

    /** A scene on this cluster, which is closed with it. */
    Scene(Cluster cluster) {
        this.cluster = cluster;
        this.proxy = TcpProxy.to("127.0.0.1", cluster.primary().port());
        DatabaseServer server = TestServers.server(0);
        this.ledger = ServerConfig.of(TestServers.freshSchema(0), server.user(), server.password());
        this.config = FleetConfig.of(List.of(TestFleet.via(proxy, shard(cluster.primary()))))
                .withLedger(ledger);
        Migrations.migrate(config);
        cluster.primary()
                .execute(
                        "USE " + SCHEMA,
                        "CREATE TABLE effect (id BIGINT AUTO_INCREMENT PRIMARY KEY, work_id VARCHAR(255), note VARCHAR(255))",
                        "CREATE TABLE counter (lock_key VARCHAR(255) PRIMARY KEY, n BIGINT NOT NULL)");
        this.fleet = Fleet.open(config);
    }

    /** A node as the shard of a fleet, at an address of its own. */
    static ServerConfig shard(Node node) {
        return node.in(TAPPED)
                .withPoolSize(8)
                .withLease(Duration.ofSeconds(30))
                .withBorrowTimeout(Duration.ofSeconds(2));
    }

    Fleet fleet() {
        return fleet;
    }

    FleetConfig config() {
        return config;
    }

    TcpProxy proxy() {
        return proxy;
    }

    /** The primary dies, another takes its place, and the shard's address leads there. */
    void failOver() {
        cluster.failOver();
        leadTo(cluster.primary());
        proxy.links().forEach(Link::reset);
    }

    /** New connections to the shard's address lead to this node from now on. */
    void leadTo(Node node) {
        proxy.redirect("127.0.0.1", node.port());
    }

    /** A run that leaves one row with this note, and answers it. */
    Outcome<String> run(LockKey key, WorkId workId, String note) throws SQLException {
        return fleet.run(key, workId, ResultCodec.string(), connection -> leaveEffect(connection, workId, note));
    }

    static String leaveEffect(Connection connection, WorkId workId, String note) throws SQLException {
        String sql = "INSERT INTO effect (work_id, note) VALUES (?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, workId.text());
            insert.setString(2, note);
            insert.executeUpdate();
        }
        return note;
    }

    /** The same, with a fault just before COMMIT is sent. */
    Outcome<String> runWith(LockKey key, WorkId workId, String note, StatementTap.Listener beforeCommit)
            throws SQLException {
        return StatementTap.during(
                (moment, statement) -> {
                    if (moment == Moment.BEFORE && statement.verb().equals("CALL")) {
                        beforeCommit.on(moment, statement);
                    }
                },
                () -> run(key, workId, note));
    }

    /** The same: the primary commits, with all that this takes, and dies before it is heard to answer. */
    Outcome<String> runOfWhichThePrimaryDies(LockKey key, WorkId workId, String note) throws SQLException {
        Node dying = cluster.primary();
        return runWith(key, workId, note, (moment, statement) -> {
            linkOf(statement.session()).swallowAnswers();
            meanwhile(() -> {
                await("the commit").until(() -> effects(dying, workId), List.of(note)::equals);
                failOver();
            });
        });
    }

    /** Does something while the caller goes on. */
    static void meanwhile(Runnable action) {
        CompletableFuture<Void> done = CompletableFuture.runAsync(action);
        assertThat(done).isNotNull();
    }

    private Link linkOf(long session) {
        String host = cluster.primary().ask("SELECT HOST FROM information_schema.PROCESSLIST WHERE ID = " + session);
        return proxy.links().stream()
                .filter(link -> host.endsWith(":" + link.portSeenByServer()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no link of session " + session + " from " + host));
    }

    /** How many sessions a node has of the fleet that uses its schema. */
    static long sessions(Node node) {
        return TestFleet.sessionsInItsSchema(shard(node));
    }

    /** The notes that runs of this work left on a node. */
    static List<String> effects(Node node, WorkId workId) {
        return node.column("SELECT note FROM %s.effect WHERE work_id = '%s'".formatted(SCHEMA, workId));
    }

    /** The first column of what is asked of the primary, in the shard's schema, for which {@code %s} stands. */
    List<String> onThePrimary(String sql) {
        return cluster.primary().column(sql.formatted(SCHEMA));
    }

    /** A row for a key, which counts from zero. */
    void addCounter(LockKey key) {
        cluster.primary().execute("INSERT INTO %s.counter VALUES ('%s', 0)".formatted(SCHEMA, key));
    }

    /** Takes the mark of a work away, and leaves its receipt to the reconciler. */
    void unmark(WorkId workId) {
        String where = " WHERE work_id = '%s'".formatted(workId);
        cluster.primary().execute("UPDATE %s.latchkey_receipt SET marked_at = NULL".formatted(SCHEMA) + where);
        TestFleet.execute(ledger, "DELETE FROM latchkey_ledger" + where);
    }

    /** Once the reconciler has been there, ledger and receipts tell of the same runs. */
    void checkTheLedger() {
        Node ledgers = new Node(TestServers.server(0));
        String runs = "SELECT CONCAT(HEX(action), ' ', HEX(run_id)) FROM %s ORDER BY 1";
        await("the marks").untilAsserted(() -> {
            fleet.reconciler().orElseThrow().reconcile();
            assertThat(ledgers.column(runs.formatted(ledger.url().database() + ".latchkey_ledger")))
                    .isEqualTo(onThePrimary(runs.formatted("%s.latchkey_receipt")));
        });
    }

    @Override
    public void close() {
        fleet.close();
        proxy.close();
        cluster.close();
    }
}
