package dev.latchkey.trials.support;

import static java.util.stream.Collectors.joining;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Servers in a replication group with a single primary. */
public final class ReplicationGroup implements Cluster {

    private static final String ONLINE =
            "SELECT COUNT(*) FROM performance_schema.replication_group_members WHERE MEMBER_STATE = 'ONLINE'";

    private static final String PRIMARY =
            "SELECT MEMBER_ID FROM performance_schema.replication_group_members WHERE MEMBER_ROLE = 'PRIMARY'";

    private final List<Node> nodes;
    private final List<Node> alive;
    private Node primary;

    private ReplicationGroup(List<Node> nodes) {
        this.nodes = nodes;
        this.alive = new ArrayList<>(nodes);
        this.primary = nodes.get(0);
    }

    /**
     * So many servers, which talk to each other on their usual ports. A new primary shows nothing before it has caught up, so that
     * no holder of a lock reads what was true before: the default since 8.4 only.
     */
    public static ReplicationGroup of(int members) {
        ReplicationGroup group = new ReplicationGroup(Node.start(
                members,
                List.of("group_replication.so"),
                List.of(
                        "--loose-group-replication-consistency=BEFORE_ON_PRIMARY_FAILOVER",
                        "--loose-group-replication-group-name=" + UUID.randomUUID(),
                        "--loose-group-replication-start-on-boot=OFF",
                        "--loose-group-replication-communication-stack=MYSQL",
                        "--loose-group-replication-ssl-mode=DISABLED",
                        "--loose-group-replication-recovery-use-ssl=OFF")));
        try {
            group.form();
            return group;
        } catch (Throwable e) {
            group.close();
            throw e;
        }
    }

    private void form() {
        String all = nodes.stream().map(ReplicationGroup::address).collect(joining(","));
        for (Node node : nodes) {
            node.execute(
                    "SET GLOBAL group_replication_local_address = '%s'".formatted(address(node)),
                    "SET GLOBAL group_replication_group_seeds = '%s'".formatted(all),
                    "CHANGE REPLICATION SOURCE TO SOURCE_USER = '%s' FOR CHANNEL 'group_replication_recovery'"
                            .formatted(node.server().user()));
        }
        primary.execute(
                "SET GLOBAL group_replication_bootstrap_group = ON",
                "START GROUP_REPLICATION",
                "SET GLOBAL group_replication_bootstrap_group = OFF");
        standbys().forEach(node -> node.execute("START GROUP_REPLICATION"));
        await("all members").until(() -> primary.ask(ONLINE), Integer.toString(nodes.size())::equals);
    }

    private static String address(Node node) {
        return "127.0.0.1:" + node.port();
    }

    @Override
    public Node primary() {
        return primary;
    }

    /** Those that live and are not the primary. */
    public List<Node> standbys() {
        return alive.stream().filter(node -> !node.equals(primary)).toList();
    }

    @Override
    public Node standby() {
        return standbys().get(0);
    }

    /** From now on whoever can't be reached is put out at once; until now, a member that was only busy was waited for. */
    @Override
    public Node failOver() {
        alive.forEach(node -> node.execute("SET GLOBAL group_replication_member_expel_timeout = 0"));
        primary.server().kill();
        alive.remove(primary);
        await("another primary").until(() -> alive.stream().anyMatch(this::isPrimary));
        primary = alive.stream().filter(this::isPrimary).findFirst().orElseThrow();
        return primary;
    }

    private boolean isPrimary(Node node) {
        return node.column(PRIMARY).contains(node.uuid());
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
    }
}
