package dev.latchkey.benchmarks;

import dev.latchkey.benchmarks.measure.Aim;
import dev.latchkey.benchmarks.measure.Result;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was measured. As JSON it is an object with these fields in this order.
 *
 * @param seconds how long it took
 * @param aims the figures that are to be reached
 * @param results the raw figures of all contenders
 */
public record BenchReport(double seconds, List<Aim> aims, List<Result> results) {

    /** The report as a table for people. */
    public String table() {
        StringBuilder table = new StringBuilder();
        String measurement = "";
        for (Result result : results) {
            if (!result.measurement().equals(measurement)) {
                measurement = result.measurement();
                table.append("%s%n".formatted(measurement));
            }
            String figures = result.figures().entrySet().stream()
                    .map(figure -> "%s %,.2f".formatted(figure.getKey(), figure.getValue()))
                    .collect(Collectors.joining("  "));
            table.append("  %-30s %2d   %s%n".formatted(result.contender(), result.threads(), figures));
        }
        table.append("%naims%n".formatted());
        for (Aim aim : aims) {
            table.append("  %-84s %8.2f %s %5.2f  %s%n"
                    .formatted(aim.name(), aim.ratio(), "to be", aim.aim(), aim.met() ? "met" : "MISSED"));
        }
        return table.append("%.1f s".formatted(seconds)).toString();
    }
}
