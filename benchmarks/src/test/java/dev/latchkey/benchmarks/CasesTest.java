package dev.latchkey.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.benchmarks.cases.Case;
import dev.latchkey.benchmarks.cases.Ground;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.report.BenchReport;
import dev.latchkey.benchmarks.report.PerformancePage;
import dev.latchkey.benchmarks.report.Place;
import dev.latchkey.trials.servers.ServerSource;
import dev.latchkey.trials.stage.FleetServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything with an aim can be measured, and becomes a page. How fast it is, is not tested. */
final class CasesTest {

    private static final Effort LEAST = new Effort(1, Duration.ofMillis(50), Duration.ofMillis(50), 2);

    @TempDir
    private Path docs;

    @Test
    void eachMeasuresSomethingAndThePageHasIt() throws Exception {
        Findings findings = new Findings();
        try (FleetServers servers = FleetServers.start(ServerSource.fromSystemProperties(), 2);
                Ground ground = Ground.on(servers.fleet())) {
            for (Case each : Bench.WITH_AIMS) {
                int before = findings.results().size();
                each.measure(ground, LEAST, findings);
                assertThat(findings.results()).as(each.title()).hasSizeGreaterThan(before);
            }
            BenchReport report =
                    new BenchReport(1, true, Place.of(ground.shard(), "rivals"), findings.aims(), findings.results());
            Path page = new PerformancePage(docs).add(report);

            assertThat(findings.aims()).hasSizeGreaterThanOrEqualTo(13);
            assertThat(findings.aims())
                    .filteredOn(aim -> aim.name().startsWith("round trips"))
                    .allSatisfy(aim -> assertThat(aim.met()).as(aim.toString()).isTrue());
            assertThat(page).content().contains("## " + report.place().server(), "### guarded run of one UPDATE");
            assertThat(report.table()).contains("aims", report.place().server());
            try (var files = Files.list(docs.resolve("performance"))) {
                assertThat(files.filter(file -> file.toString().endsWith(".svg")))
                        .isNotEmpty();
            }
        }
    }
}
