package dev.latchkey.trials.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;

/** A server and its replica, which may take its place. Each takes writes only when it is told to, also when it comes back. */
public final class SourceAndReplica implements Cluster {

    /** In milliseconds, and the longest that can be set: 49 days. By default a source goes on alone after 10 s. */
    private static final String FOR_EVER = "4294967295";

    private static final String READ_ONLY = "--super-read-only=ON";
    private static final String TAKE_WRITES = "SET GLOBAL read_only = OFF";

    private static final String COMMIT_WAITING =
            "SELECT COMMAND FROM information_schema.PROCESSLIST WHERE STATE = 'Waiting for semi-sync ACK from replica' AND ID = ";

    private final Node source;
    private final Node replica;
    private Node primary;

    private SourceAndReplica(List<Node> nodes) {
        this.source = nodes.get(0);
        this.replica = nodes.get(1);
        this.primary = source;
    }

    /** The source acknowledges a commit when the replica has it in its log, and shows it to nobody before. */
    public static SourceAndReplica semiSynchronous() {
        List<Node> nodes = Node.start(
                2,
                List.of("semisync_source.so", "semisync_replica.so"),
                List.of(
                        READ_ONLY,
                        "--rpl-semi-sync-source-timeout=" + FOR_EVER,
                        "--rpl-semi-sync-source-wait-for-replica-count=1",
                        "--rpl-semi-sync-source-wait-point=AFTER_SYNC",
                        "--rpl-semi-sync-replica-enabled=ON"));
        return replicating(nodes, "SET GLOBAL rpl_semi_sync_source_enabled = ON");
    }

    /** The source waits for nobody, so that its replica may lack what was acknowledged. The plug-in only tells of the version. */
    public static SourceAndReplica asynchronous() {
        return replicating(Node.start(2, List.of("semisync_source.so"), List.of(READ_ONLY)));
    }

    private static SourceAndReplica replicating(List<Node> nodes, String... atTheSource) {
        SourceAndReplica pair = new SourceAndReplica(nodes);
        try {
            pair.source.execute(atTheSource);
            pair.source.execute(TAKE_WRITES);
            // Without TLS here, and that must be said: later versions would insist on it.
            pair.replica.execute(
                    """
                    CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = %d, SOURCE_USER = '%s',
                        SOURCE_AUTO_POSITION = 1, SOURCE_SSL = 0, SOURCE_CONNECT_RETRY = 1
                    """.formatted(pair.source.port(), pair.source.server().user()));
            pair.receive();
            return pair;
        } catch (Throwable e) {
            pair.close();
            throw e;
        }
    }

    @Override
    public Node primary() {
        return primary;
    }

    @Override
    public Node standby() {
        return replica;
    }

    /** The replica gets no more, and acknowledges nothing. */
    public void stopReceiving() {
        replica.execute("STOP REPLICA IO_THREAD");
    }

    /** It goes on, with what it has missed. */
    public void receive() {
        replica.execute("START REPLICA");
        await("the replica").until(() -> replica.show("SHOW REPLICA STATUS", "Replica_IO_Running"), "Yes"::equals);
    }

    /** Waits until this session of the source waits in its COMMIT for the replica. */
    public void awaitCommitWaiting(long session) {
        await("the commit").until(() -> source.ask(COMMIT_WAITING + session), "Query"::equals);
    }

    /** The same of a session that was killed. */
    public void awaitKilledCommitWaiting(long session) {
        await("the killed commit").until(() -> source.ask(COMMIT_WAITING + session), "Killed"::equals);
    }

    @Override
    public Node failOver() {
        source.server().kill();
        return promote();
    }

    /** The source takes no more writes, and lives on; the replica takes its place. */
    public Node switchOver() {
        source.execute("SET GLOBAL super_read_only = ON");
        awaitReplica();
        return promote();
    }

    /** Waits until the replica has done all that the source has. */
    public void awaitReplica() {
        String all = source.ask("SELECT @@gtid_executed").replaceAll("\\s", "");
        await("the replica")
                .until(() -> replica.ask("SELECT GTID_SUBSET('%s', @@gtid_executed)".formatted(all)), "1"::equals);
    }

    /** What the replica has received it also has done before it takes writes. */
    private Node promote() {
        replica.execute("STOP REPLICA IO_THREAD");
        String received =
                replica.show("SHOW REPLICA STATUS", "Retrieved_Gtid_Set").replaceAll("\\s", "");
        assertThat(replica.ask("SELECT WAIT_FOR_EXECUTED_GTID_SET('%s', 60)".formatted(received)))
                .as("0: what was received is done")
                .isEqualTo("0");
        replica.execute("STOP REPLICA", "RESET REPLICA ALL", TAKE_WRITES);
        primary = replica;
        return primary;
    }

    @Override
    public void close() {
        source.close();
        replica.close();
    }
}
