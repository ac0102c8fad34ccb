package dev.latchkey.benchmarks.report;

import dev.latchkey.benchmarks.measure.Aim;
import dev.latchkey.benchmarks.measure.Result;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was measured. As JSON it is an object with these fields in this order.
 *
 * @param seconds how long it took
 * @param quick whether only what has an aim was measured
 * @param place where and with what
 * @param aims the figures that are to be reached
 * @param results the raw figures of all contenders
 */
public record BenchReport(double seconds, boolean quick, Place place, List<Aim> aims, List<Result> results) {

    /** The report as a table for people. */
    public String table() {
        StringBuilder table = new StringBuilder();
        String measurement = "";
        for (Result result : results) {
            if (!result.measurement().equals(measurement)) {
                measurement = result.measurement();
                table.append("%s%n".formatted(measurement));
            }
            table.append("  %-40s %2d   %s%n".formatted(result.contender(), result.threads(), figures(result)));
        }
        table.append("%naims%n".formatted());
        for (Aim aim : aims) {
            table.append("  %-88s %8.2f, aim %5.2f  %s%n"
                    .formatted(aim.name(), aim.ratio(), aim.aim(), aim.met() ? "met" : "MISSED"));
        }
        return table.append("%.1f s on %s".formatted(seconds, place.server())).toString();
    }

    private static String figures(Result result) {
        return result.figures().keySet().stream()
                .map(figure -> "%s %s".formatted(figure, result.said(figure)))
                .collect(Collectors.joining("  "));
    }
}
