package dev.latchkey.lockd;

import java.util.Map;
import java.util.Set;

/** The figures of {@code q} in Prometheus' text format. */
final class Prometheus {

    private static final String COMMAND = "command_";
    private static final Set<String> GAUGES = Set.of("connections", "locks", "shared_locks");

    private Prometheus() {}

    static String text(Map<String, Long> figures) {
        StringBuilder text = new StringBuilder();
        text.append("# TYPE lockd_commands_total counter\n");
        figures.forEach((name, figure) -> {
            if (name.startsWith(COMMAND)) {
                text.append("lockd_commands_total{command=\"%s\"} %d\n"
                        .formatted(name.substring(COMMAND.length()), figure));
            }
        });
        figures.forEach((name, figure) -> {
            if (!name.startsWith(COMMAND)) {
                boolean gauge = GAUGES.contains(name);
                String metric = "lockd_" + name + (gauge ? "" : "_total");
                text.append("# TYPE %1$s %2$s\n%1$s %3$d\n".formatted(metric, gauge ? "gauge" : "counter", figure));
            }
        });
        return text.toString();
    }
}
