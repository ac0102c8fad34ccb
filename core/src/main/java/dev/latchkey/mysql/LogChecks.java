package dev.latchkey.mysql;

import static dev.latchkey.mysql.Finding.fine;
import static dev.latchkey.mysql.Finding.refuse;
import static dev.latchkey.mysql.Finding.warn;

import java.util.stream.Stream;

/** Whether an acknowledged commit stays: on this server's disk, and on its replicas as it was. */
final class LogChecks {

    private LogChecks() {}

    static Finding binaryLog(ServerFacts facts) {
        String format = facts.variable("binlog_format");
        if (!facts.isOn("log_bin")) {
            return fine(facts.server(), "binary log", "none is written");
        }
        if (format.equalsIgnoreCase("STATEMENT")) {
            return refuse(
                    facts.server(),
                    "binary log",
                    "binlog_format is STATEMENT, with which replicas would get no receipts",
                    "SET GLOBAL binlog_format = 'ROW'");
        }
        return fine(facts.server(), "binary log", format.isEmpty() ? "of rows" : "binlog_format is " + format);
    }

    static Finding commits(ServerFacts facts) {
        if (facts.variable("innodb_flush_log_at_trx_commit").equals("1")) {
            return fine(facts.server(), "commits", "on disk when they are acknowledged");
        }
        return warn(
                facts.server(),
                "commits",
                "innodb_flush_log_at_trx_commit is not 1: a crash of the server can take acknowledged commits along",
                "set it to 1");
    }

    /** Before 8.0.26, and on MariaDB, the source has another name. */
    static Finding semiSynchronousReplica(ServerFacts facts) {
        String source = Stream.of("rpl_semi_sync_source_", "rpl_semi_sync_master_")
                .filter(name -> facts.isOn(name + "enabled"))
                .findFirst()
                .orElse("");
        if (source.isEmpty()) {
            return fine(facts.server(), "semi-synchronous replica", "none is waited for");
        }
        if (facts.variable(source + "wait_point").equalsIgnoreCase("AFTER_COMMIT")) {
            return warn(
                    facts.server(),
                    "semi-synchronous replica",
                    "%swait_point is AFTER_COMMIT: others see a commit, and tell that it is done, before a replica has it, and a failover can lose it"
                            .formatted(source),
                    "SET GLOBAL %swait_point = 'AFTER_SYNC'".formatted(source));
        }
        return fine(
                facts.server(),
                "semi-synchronous replica",
                "a commit waits for one, for %s ms at most".formatted(facts.variable(source + "timeout")),
                "after that it is acknowledged without: set %stimeout so high that no failover loses it"
                        .formatted(source));
    }

    static Finding binaryLogOnDisk(ServerFacts facts) {
        if (facts.isOn("log_bin") && !facts.variable("sync_binlog").equals("1")) {
            return warn(
                    facts.server(),
                    "binary log on disk",
                    "sync_binlog is not 1: a crash of the host can leave replicas with other data",
                    "set it to 1");
        }
        return fine(facts.server(), "binary log on disk", "with each commit, where there is one");
    }
}
