package dev.latchkey.trials.locks;

import static dev.latchkey.trials.locks.WaitingBench.BOUND;
import static dev.latchkey.trials.locks.WaitingBench.newName;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that want one lock take turns, however many threads each of them has. */
final class FairnessTest {

    private static final int ACQUISITIONS = 200;

    /** At the beginning and at the end not all are there. */
    private static final double MOST_TO_FEWEST = 1.5;

    /** A thread that a busy machine holds up misses some turns of its program: then another round tells. */
    private static final int ROUNDS = 5;

    private final LockName name = newName();

    /** Guarded by the lock. */
    private int acquisitions;

    @ParameterizedTest
    @CsvSource({"2, 1, 1", "2, 4, 4", "3, 2, 2", "2, 3, 9"})
    void programsTakeTurns(int programs, int threadsOfTheFirst, int threadsOfEachOther) {
        try (WaitingBench bench = WaitingBench.withPool(4)) {
            List<ServerLocks> all = IntStream.range(0, programs)
                    .mapToObj(i -> i == 0 ? bench.locks() : bench.anotherProgram())
                    .toList();
            all.forEach(locks -> locks.acquire(name, WaitLimit.ofSeconds(60)).close()); // opens the sessions
            int threads = threadsOfTheFirst + (programs - 1) * threadsOfEachOther;
            List<Double> unfairness = new ArrayList<>();
            do {
                int[] counts = new int[programs];
                acquisitions = 0;
                Crowd.of(threads, i -> {
                            int program = i < threadsOfTheFirst ? 0 : 1 + (i - threadsOfTheFirst) / threadsOfEachOther;
                            takeTurns(bench, all.get(program), counts, program);
                        })
                        .awaitEnd(BOUND);
                double most = IntStream.of(counts).max().orElseThrow();
                unfairness.add(most / IntStream.of(counts).min().orElseThrow());
            } while (Collections.min(unfairness) > MOST_TO_FEWEST && unfairness.size() < ROUNDS);
            assertThat(unfairness).anySatisfy(round -> assertThat(round).isLessThanOrEqualTo(MOST_TO_FEWEST));
        }
    }

    private void takeTurns(WaitingBench bench, ServerLocks locks, int[] counts, int program) {
        boolean more = true;
        while (more) {
            try (HeldLock lock = locks.acquire(name, WaitLimit.ofSeconds(60))) {
                more = ++acquisitions < ACQUISITIONS;
                counts[program]++;
                assertThat(bench.isFree(lock.name())).isFalse(); // takes some milliseconds: the others queue up
            }
        }
    }
}
