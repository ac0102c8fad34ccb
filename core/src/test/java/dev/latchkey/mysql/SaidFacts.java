package dev.latchkey.mysql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a server says of itself: one that is fine, but for what is said here. */
final class SaidFacts {

    /** How findings name the server. */
    static final String SERVER = "db1/shop";

    private final Map<String, String> variables = new HashMap<>(Map.of(
            "log_bin", "ON",
            "binlog_format", "ROW",
            "innodb_flush_log_at_trx_commit", "1",
            "sync_binlog", "1",
            "read_only", "OFF",
            "wsrep_on", "OFF",
            "performance_schema", "ON",
            "max_connections", "151",
            "wait_timeout", "28800",
            "max_statement_time", "0.000000"));
    private final Map<String, String> session = new HashMap<>();
    private final Map<String, String> status = new HashMap<>();
    private final String version;
    private String server = SERVER;
    private String greeting;

    private SaidFacts(String version) {
        this.version = version;
        this.greeting = version;
    }

    static Finding refused(String check, String found, String fix) {
        return Finding.refuse(SERVER, check, found, fix);
    }

    static Finding warned(String check, String found, String fix) {
        return Finding.warn(SERVER, check, found, fix);
    }

    static SaidFacts of(String version) {
        return new SaidFacts(version);
    }

    static SaidFacts mysql() {
        return of("9.7.4");
    }

    static SaidFacts mariaDb() {
        return of("11.4.5-MariaDB");
    }

    SaidFacts at(String newServer) {
        server = newServer;
        return this;
    }

    SaidFacts greeting(String newGreeting) {
        greeting = newGreeting;
        return this;
    }

    SaidFacts with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    SaidFacts inASession(String variable, String value) {
        session.put(variable, value);
        return this;
    }

    SaidFacts status(String name, String value) {
        status.put(name, value);
        return this;
    }

    ServerFacts facts() {
        return new ServerFacts(server, version, greeting, variables, session, status);
    }

    /** All that is not fine, without a look at how a program is configured. */
    List<Finding> troubles() {
        return troubles(Preflight.check(facts()));
    }

    List<Finding> troubles(ServerConfig config) {
        return troubles(Preflight.check(facts(), config));
    }

    static List<Finding> troubles(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() != Finding.Severity.FINE)
                .toList();
    }
}
