package dev.latchkey.trials.packets;

import dev.latchkey.trials.packets.Bench.Case;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Loses each message of each operation, in each way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EveryPacketTest {

    private static final long LONGEST_MINUTES = 10;

    private final Bench bench = new Bench();

    @AfterAll
    void nothingIsLeft() {
        bench.close();
    }

    /** All are under way before the first is waited for. */
    Stream<Arguments> everyMessage() {
        List<Case> cases = Operation.ALL.stream()
                .flatMap(operation -> bench.casesOf(operation).stream())
                .toList();
        return cases.stream().map(each -> Arguments.of(each, bench.submit(each))).toList().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyMessage")
    void whatIsToldIsTrueAndNothingIsLeft(Case name, Future<?> verdict) throws Exception {
        try {
            verdict.get(LONGEST_MINUTES, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw new AssertionError(name.toString(), e.getCause());
        }
    }
}
