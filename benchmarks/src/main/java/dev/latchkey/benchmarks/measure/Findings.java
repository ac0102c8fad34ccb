package dev.latchkey.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;

/** What was measured so far. Used by one thread. */
public final class Findings {

    private final List<Result> results = new ArrayList<>();
    private final List<Aim> aims = new ArrayList<>();

    public void add(Result result) {
        results.add(result);
    }

    public void add(Aim aim) {
        aims.add(aim);
    }

    /** The results of all contenders in one measurement. */
    public void add(String measurement, int threads, List<Series> series) {
        series.forEach(one -> add(one.result(measurement, threads)));
    }

    public List<Result> results() {
        return List.copyOf(results);
    }

    public List<Aim> aims() {
        return List.copyOf(aims);
    }
}
