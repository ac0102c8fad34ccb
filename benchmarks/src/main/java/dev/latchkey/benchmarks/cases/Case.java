package dev.latchkey.benchmarks.cases;

import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;

/** One question, and how it is measured. */
public interface Case {

    /** What is measured, as progress and reports say it. */
    String title();

    /** Measures it; all that it opened is closed again. */
    void measure(Ground ground, Effort effort, Findings findings) throws Exception;

    /** A number of threads in words. */
    static String threads(int threads) {
        return threads == 1 ? "1 thread" : threads + " threads";
    }
}
