package dev.latchkey.mysql;

import dev.latchkey.RefusedConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges what a server says of itself: a pure function from facts to findings. */
public final class Preflight {

    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    private static final Pattern VERSION = Pattern.compile("(?:5\\.5\\.5-)?(\\d+)\\.(\\d+)\\.(\\d+).*");

    /** Many locks on one session, MDL locks below GET_LOCK: since then. */
    private static final int[] OLDEST_MYSQL = {5, 7, 5};

    private static final int[] OLDEST_MARIADB = {10, 6, 0};

    private final ServerFacts facts;
    private final List<Finding> findings = new ArrayList<>();

    private Preflight(ServerFacts facts) {
        this.facts = facts;
    }

    /** All that is to be said of a server; empty if it is fine. */
    public static List<Finding> check(ServerFacts facts) {
        Preflight preflight = new Preflight(facts);
        preflight.checkVersion();
        preflight.checkWriting();
        preflight.checkReplication();
        preflight.checkDurability();
        return List.copyOf(preflight.findings);
    }

    /**
     * Logs the warnings.
     *
     * @throws RefusedConfigurationException with all that is fatal, if anything is
     */
    public static void require(List<Finding> findings) {
        String fatal = findings.stream()
                .filter(f -> f.severity() == Finding.Severity.REFUSE)
                .map(Finding::text)
                .collect(Collectors.joining("\n"));
        if (!fatal.isEmpty()) {
            throw new RefusedConfigurationException(fatal);
        }
        findings.forEach(f -> LOG.warn("{}", f.text()));
    }

    private void checkVersion() {
        String version = facts.version();
        String lower = (version + facts.variable("version_comment")).toLowerCase(Locale.ROOT);
        if (lower.contains("tidb") || lower.contains("vitess")) {
            refuse("it is " + version + ", whose named locks are no sessions of one server", "use MySQL or MariaDB");
            return;
        }
        boolean mariaDb = facts.dialect() == Dialect.MARIADB;
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.matches()) {
            refuse("its version '" + version + "' can't be read", "use MySQL 5.7.5 or later, or MariaDB 10.6 or later");
        } else if (isBefore(numbers, mariaDb ? OLDEST_MARIADB : OLDEST_MYSQL)) {
            refuse(
                    "it is version " + version + ", too old for what the locks stand on",
                    mariaDb ? "upgrade to MariaDB 10.6 or later" : "upgrade to MySQL 5.7.5 or later");
        }
    }

    private static boolean isBefore(Matcher numbers, int[] oldest) {
        for (int i = 0; i < oldest.length; i++) {
            int difference = Integer.parseInt(numbers.group(i + 1)) - oldest[i];
            if (difference != 0) {
                return difference < 0;
            }
        }
        return false;
    }

    private void checkWriting() {
        if (facts.isOn("read_only") || facts.isOn("super_read_only") || facts.isOn("innodb_read_only")) {
            refuse(
                    "it is read-only, and would grant locks that exclude nobody who works on the primary",
                    "give the URL of the primary");
        }
        boolean inAGroup = !facts.variable("group_replication_group_name").isEmpty();
        if (inAGroup && facts.variable("group_replication_single_primary_mode").equalsIgnoreCase("OFF")) {
            refuse(
                    "it is in a multi-primary replication group, where a named lock holds on one member only",
                    "switch the group to single-primary mode");
        }
        if (facts.isOn("wsrep_on")) {
            warn(
                    "it is a Galera node, where a named lock holds on one node only",
                    "let all programs write to this one node");
        }
    }

    private void checkReplication() {
        if (facts.isOn("log_bin") && facts.variable("binlog_format").equalsIgnoreCase("STATEMENT")) {
            refuse(
                    "binlog_format is STATEMENT, with which replicas would get no receipts",
                    "SET GLOBAL binlog_format = 'ROW'");
        }
    }

    private void checkDurability() {
        if (!facts.variable("innodb_flush_log_at_trx_commit").equals("1")) {
            warn(
                    "innodb_flush_log_at_trx_commit is not 1: a crash of the server can take acknowledged commits along",
                    "set it to 1");
        }
        if (facts.isOn("log_bin") && !facts.variable("sync_binlog").equals("1")) {
            warn("sync_binlog is not 1: a crash of the host can leave replicas with other data", "set it to 1");
        }
    }

    private void refuse(String found, String fix) {
        findings.add(Finding.refuse(facts, found, fix));
    }

    private void warn(String found, String fix) {
        findings.add(Finding.warn(facts, found, fix));
    }
}
