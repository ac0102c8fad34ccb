package dev.latchkey.mysql;

import static dev.latchkey.mysql.Finding.fine;
import static dev.latchkey.mysql.Finding.refuse;
import static dev.latchkey.mysql.Finding.warn;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the server has room and patience for the sessions of one program, and lets people look at them. */
final class LimitChecks {

    /** HikariCP's least keepalive: the pool speaks on an idle session no more often than that. */
    private static final Duration KEEPALIVE = Duration.ofSeconds(30);

    /** Settings that end a silent transaction or a running statement, and the unit of each in milliseconds; 0 means never. */
    private static final List<Cut> CUTS = List.of(
            new Cut("idle_transaction_timeout", 1000, "ends a transaction that is silent for so long"),
            new Cut("idle_write_transaction_timeout", 1000, "ends a writing transaction that is silent for so long"),
            new Cut("idle_readonly_transaction_timeout", 1000, "ends a reading transaction that is silent for so long"),
            new Cut("max_statement_time", 1000, "ends a statement that waits or works for so long"),
            new Cut("max_execution_time", 1, "ends a SELECT that runs for so long"));

    private record Cut(String variable, int millis, String effect) {

        Optional<Duration> in(ServerFacts facts) {
            return facts.number(variable)
                    .map(value -> Duration.ofMillis(
                            value.multiply(BigDecimal.valueOf(millis)).longValue()))
                    .filter(duration -> !duration.isZero());
        }
    }

    private LimitChecks() {}

    /** Both pools of one program, full, must fit; more than half of all sessions is a warning, since a second program is common. */
    static Finding sessions(ServerFacts facts, ServerConfig config) {
        long wanted = Pools.most(config);
        long server = facts.number("max_connections").map(BigDecimal::longValue).orElse(Long.MAX_VALUE);
        long account = facts.inSession("max_user_connections")
                .map(BigDecimal::longValue)
                .filter(most -> most > 0)
                .orElse(Long.MAX_VALUE);
        if (wanted > Math.min(server, account)) {
            return refuse(
                    facts.server(),
                    "sessions",
                    "both pools of one program take up to %d sessions, %s is %d"
                            .formatted(
                                    wanted,
                                    server <= account ? "max_connections" : "max_user_connections of the account",
                                    Math.min(server, account)),
                    "raise it, or lower the pool size");
        }
        if (wanted > server / 2) {
            return warn(
                    facts.server(),
                    "sessions",
                    "both pools of one program take up to %d sessions, more than half of max_connections, %d"
                            .formatted(wanted, server),
                    "raise it, or lower the pool size");
        }
        return fine(facts.server(), "sessions", "up to %d a program".formatted(wanted));
    }

    /** What a session is left with that set its {@code wait_timeout} to the lease; the heartbeat comes every third of that. */
    static Finding lease(ServerFacts facts, ServerConfig config) {
        Duration lease = config.lease();
        String heartbeat = text(config.heartbeat());
        Duration left = facts.inSession("wait_timeout")
                .map(seconds -> Duration.ofSeconds(seconds.longValue()))
                .orElse(lease);
        if (left.equals(lease)) {
            return fine(facts.server(), "lease", "%s, a heartbeat every %s".formatted(text(lease), heartbeat));
        }
        String why = left.compareTo(lease) < 0
                ? "a heartbeat every %s may come too late".formatted(heartbeat)
                : "a holder that vanished would keep its lock for so long";
        return refuse(
                facts.server(),
                "lease",
                "a session that sets wait_timeout to the lease, %s, is left with %s: %s"
                        .formatted(text(lease), text(left), why),
                "look for a proxy in between, and give the URL of the server itself");
    }

    private static String text(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** What else ends sessions, transactions and statements, and earlier than the lease. */
    static List<Finding> timeouts(ServerFacts facts, ServerConfig config) {
        List<Finding> cuts = Stream.concat(
                        CUTS.stream()
                                .flatMap(cut -> cut
                                        .in(facts)
                                        .filter(time -> time.compareTo(config.lease()) < 0)
                                        .map(time -> warnOf(facts, config, cut, time))
                                        .stream()),
                        idleSessions(facts).stream())
                .toList();
        return cuts.isEmpty() ? List.of(fine(facts.server(), "time-outs", "none is shorter than the lease")) : cuts;
    }

    private static Finding warnOf(ServerFacts facts, ServerConfig config, Cut cut, Duration time) {
        return warn(
                facts.server(),
                "time-outs",
                "%s is %s and %s, which is less than the lease of %s"
                        .formatted(cut.variable(), text(time), cut.effect(), text(config.lease())),
                "set it to 0 or to the lease, for this account's sessions at least");
    }

    private static Optional<Finding> idleSessions(ServerFacts facts) {
        return facts.number("wait_timeout")
                .filter(seconds -> seconds.compareTo(BigDecimal.valueOf(KEEPALIVE.toSeconds())) <= 0)
                .map(seconds -> warn(
                        facts.server(),
                        "time-outs",
                        "wait_timeout is %s s, so that idle sessions for short statements die before the pool's keepalive of %s, and each next one pays a login"
                                .formatted(seconds.toPlainString(), text(KEEPALIVE)),
                        "SET GLOBAL wait_timeout = 60 or more; sessions that hold locks set their own"));
    }

    /**
     * No lock depends on it: without it, nobody sees who waits and which program a holder is. On MySQL somebody switched it off,
     * which is worth a warning; on MariaDB that is the default, and no start is to warn of a default.
     */
    static Finding performanceSchema(ServerFacts facts) {
        String found = "performance_schema is off: locks work, but waiters and the programs of holders can't be shown";
        String fix = "set performance_schema = ON in the server's option file, and restart it";
        if (facts.isOn("performance_schema")) {
            return fine(facts.server(), "performance schema", "on");
        }
        return facts.dialect() == Dialect.MARIADB
                ? fine(facts.server(), "performance schema", found, fix)
                : warn(facts.server(), "performance schema", found, fix);
    }
}
