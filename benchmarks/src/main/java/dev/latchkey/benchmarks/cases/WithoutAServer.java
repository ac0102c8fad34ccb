package dev.latchkey.benchmarks.cases;

import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.measure.Result;
import dev.latchkey.benchmarks.small.SmallThings;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Keys, names, buckets, actions: by JMH. */
public final class WithoutAServer implements Case {

    @Override
    public String title() {
        return "without a server: nanoseconds";
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        Runner jmh = new Runner(new OptionsBuilder()
                .include(SmallThings.class.getName())
                .verbosity(VerboseMode.SILENT)
                .build());
        for (RunResult result : jmh.run()) {
            findings.add(Result.of(
                    title(),
                    result.getPrimaryResult().getLabel(),
                    1,
                    Map.of("nanos", result.getPrimaryResult().getScore())));
        }
    }
}
