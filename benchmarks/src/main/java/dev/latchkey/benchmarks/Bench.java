package dev.latchkey.benchmarks;

import dev.latchkey.benchmarks.cases.Allocation;
import dev.latchkey.benchmarks.cases.Case;
import dev.latchkey.benchmarks.cases.DeathOfAHolder;
import dev.latchkey.benchmarks.cases.Duplicates;
import dev.latchkey.benchmarks.cases.Ground;
import dev.latchkey.benchmarks.cases.GuardedRuns;
import dev.latchkey.benchmarks.cases.HandOver;
import dev.latchkey.benchmarks.cases.HandOverAmongPrograms;
import dev.latchkey.benchmarks.cases.ManyHeld;
import dev.latchkey.benchmarks.cases.NextHolder;
import dev.latchkey.benchmarks.cases.OverANetwork;
import dev.latchkey.benchmarks.cases.Scaling;
import dev.latchkey.benchmarks.cases.StatementsEach;
import dev.latchkey.benchmarks.cases.Uncontended;
import dev.latchkey.benchmarks.cases.WaitingStrategies;
import dev.latchkey.benchmarks.cases.WithoutAServer;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.report.BenchReport;
import dev.latchkey.benchmarks.report.Place;
import dev.latchkey.benchmarks.rivals.OtherLocks;
import dev.latchkey.trials.stage.FleetServers;
import dev.latchkey.trials.stage.Progress;
import dev.latchkey.trials.stage.TrialException;
import java.util.List;
import java.util.stream.Stream;

/** All measurements, one after the other. */
public final class Bench {

    static final List<Case> WITH_AIMS = List.of(
            new Uncontended(),
            new HandOver(),
            new GuardedRuns(),
            new OverANetwork(),
            new Duplicates(),
            new StatementsEach(),
            new NextHolder());

    private static final List<Case> FURTHER = List.of(
            new HandOverAmongPrograms(),
            new WaitingStrategies(),
            new DeathOfAHolder(),
            new Scaling(),
            new ManyHeld(),
            new Allocation(),
            new WithoutAServer());

    private final boolean quick;

    /**
     * Benchmarks.
     *
     * @param quick whether to measure only what has an aim, in three minutes
     */
    public Bench(boolean quick) {
        this.quick = quick;
    }

    /**
     * Measures on these servers. Tables of its own are made there, and dropped at the end.
     *
     * @throws TrialException if it can't go on, for want of a ledger for example
     */
    public BenchReport run(FleetServers servers, Progress progress) {
        long start = System.nanoTime();
        Effort effort = quick ? Effort.QUICK : Effort.FULL;
        List<Case> cases = quick
                ? WITH_AIMS
                : Stream.concat(WITH_AIMS.stream(), FURTHER.stream()).toList();
        Findings findings = new Findings();
        try (Ground ground = Ground.on(servers.fleet())) {
            if (ground.redis().isEmpty()) {
                progress.say("redis-server is not installed: nothing is compared with Redisson");
            }
            for (int i = 0; i < cases.size(); i++) {
                progress.show(
                        new Progress.Part(i, cases.size(), "cases"),
                        cases.get(i).title());
                cases.get(i).measure(ground, effort, findings);
            }
            double seconds = Math.round((System.nanoTime() - start) / 1e8) / 10.0;
            Place place = Place.of(ground.shard(), OtherLocks.versions());
            return new BenchReport(seconds, quick, place, findings.aims(), findings.results());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new TrialException("the benchmarks can't go on: " + e, e);
        }
    }
}
