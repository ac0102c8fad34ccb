package dev.latchkey.mysql;

import static dev.latchkey.mysql.Finding.fine;
import static dev.latchkey.mysql.Finding.refuse;
import static dev.latchkey.mysql.Finding.warn;

/** Whether this server is the one that all writers use: a named lock holds on one server only. */
final class WriterChecks {

    private WriterChecks() {}

    static Finding readOnly(ServerFacts facts) {
        if (facts.isOn("read_only") || facts.isOn("super_read_only") || facts.isOn("innodb_read_only")) {
            return refuse(
                    facts.server(),
                    "read-only",
                    "it is read-only, and would grant locks that exclude nobody who works on the primary",
                    "give the URL of the primary");
        }
        return fine(facts.server(), "read-only", "it takes writes");
    }

    /** A member that was put out of its group may take writes all the same: so does one that comes back from a crash. */
    static Finding replicationGroup(ServerFacts facts) {
        if (facts.variable("group_replication_group_name").isEmpty()) {
            return fine(facts.server(), "replication group", "in none");
        }
        boolean severalAllowed =
                facts.variable("group_replication_single_primary_mode").equalsIgnoreCase("OFF");
        if (severalAllowed || facts.count("group_replication_primaries") > 1) {
            return refuse(
                    facts.server(),
                    "replication group",
                    "it is in a multi-primary replication group, where a named lock holds on one member only",
                    "switch the group to single-primary mode");
        }
        String state = facts.status().getOrDefault("group_replication_member_state", "");
        if (!state.isEmpty() && !GroupMember.isOnline(state)) {
            return refuse(
                    facts.server(),
                    "replication group",
                    "it is set up for a replication group in which it is %s: the group may have another primary"
                            .formatted(state),
                    "give the URL of the group's primary, or START GROUP_REPLICATION there");
        }
        if (facts.variable("group_replication_consistency").equalsIgnoreCase("EVENTUAL")) {
            return warn(
                    facts.server(),
                    "replication group",
                    "group_replication_consistency is EVENTUAL: after a failover the holder of a lock may read what was true"
                            + " before, since a new primary grants locks before it has caught up",
                    "set it to BEFORE_ON_PRIMARY_FAILOVER on all members");
        }
        return fine(facts.server(), "replication group", "in one with a single primary");
    }

    /**
     * Who writes to the other nodes can't be seen from here, so a cluster of several nodes gets a warning, not a refusal: with
     * one writing node the locks hold, as on any primary. What a brute-force abort by another node frees is found out by the
     * gate. Refused is what can't work: {@code ENFORCING}, which denies named locks ({@code MASTER}, made for clusters with
     * one writing node, allows them), and a node that takes no statements.
     */
    static Finding galera(ServerFacts facts) {
        if (!facts.isOn("wsrep_on") || facts.variable("wsrep_provider").equalsIgnoreCase("none")) {
            return fine(facts.server(), "Galera", "no node of a cluster");
        }
        if (facts.variable("pxc_strict_mode").equalsIgnoreCase("ENFORCING")) {
            return refuse(
                    facts.server(),
                    "Galera",
                    "pxc_strict_mode is ENFORCING, with which Percona XtraDB Cluster denies named locks",
                    "let all programs write to this one node, and SET GLOBAL pxc_strict_mode = 'MASTER', the mode for that, on all");
        }
        if (facts.status().getOrDefault("wsrep_ready", "ON").equalsIgnoreCase("OFF")) {
            return refuse(
                    facts.server(),
                    "Galera",
                    "it is a Galera node that is not ready: it lost its cluster, or is still fetching the data",
                    "wait until wsrep_ready is ON, or give the URL of another node");
        }
        long nodes = facts.count("wsrep_cluster_size");
        if (nodes == 1) {
            return fine(
                    facts.server(),
                    "Galera",
                    "it is the only node of its cluster",
                    "let all programs write to this one node when others join");
        }
        return warn(
                facts.server(),
                "Galera",
                "it is a Galera node%s, where a named lock holds on one node only"
                        .formatted(nodes == 0 ? "" : ", one of " + nodes),
                "let all programs write to this one node");
    }
}
