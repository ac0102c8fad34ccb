package dev.latchkey.benchmarks;

import dev.latchkey.benchmarks.cases.Case;
import dev.latchkey.benchmarks.cases.Duplicates;
import dev.latchkey.benchmarks.cases.Ground;
import dev.latchkey.benchmarks.cases.GuardedRuns;
import dev.latchkey.benchmarks.cases.HandOver;
import dev.latchkey.benchmarks.cases.NextHolder;
import dev.latchkey.benchmarks.cases.OverANetwork;
import dev.latchkey.benchmarks.cases.StatementsEach;
import dev.latchkey.benchmarks.cases.Uncontended;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.trials.stage.FleetServers;
import dev.latchkey.trials.stage.Progress;
import dev.latchkey.trials.stage.TrialException;
import java.util.List;

/** All measurements, one after the other. */
public final class Bench {

    /** Those with an aim. */
    private static final List<Case> WITH_AIMS = List.of(
            new Uncontended(),
            new HandOver(),
            new GuardedRuns(),
            new OverANetwork(),
            new Duplicates(),
            new StatementsEach(),
            new NextHolder());

    private final boolean quick;

    /**
     * Benchmarks.
     *
     * @param quick whether to measure only what has an aim, in three minutes
     */
    public Bench(boolean quick) {
        this.quick = quick;
    }

    /** Measures on these servers. */
    public BenchReport run(FleetServers servers, Progress progress) {
        long start = System.nanoTime();
        Effort effort = quick ? Effort.QUICK : Effort.FULL;
        List<Case> cases = WITH_AIMS;
        Findings findings = new Findings();
        try (Ground ground = Ground.on(servers.fleet())) {
            if (ground.redis().isEmpty()) {
                progress.say("redis-server is not installed: nothing is compared with Redisson");
            }
            for (int i = 0; i < cases.size(); i++) {
                progress.say(cases.get(i).title());
                progress.show(
                        new Progress.Part(i, cases.size(), "cases"),
                        cases.get(i).title());
                cases.get(i).measure(ground, effort, findings);
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new TrialException("the benchmarks can't go on: " + e, e);
        }
        return new BenchReport(
                Math.round((System.nanoTime() - start) / 1e8) / 10.0, findings.aims(), findings.results());
    }
}
