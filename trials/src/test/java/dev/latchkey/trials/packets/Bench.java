package dev.latchkey.trials.packets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.trials.support.TestFleet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jdbi.v3.core.JdbiException;

/** Performs cases, many at once, each in a lane of its own: most wait most of their time for what was lost. Thread-safe. */
final class Bench implements AutoCloseable {

    private static final int LANES = 24;

    /** A machine that is busy with other things may let a session die before its message comes. */
    private static final int TRIES = 5;

    private final TestFleet servers = TestFleet.fresh();
    private final Queue<Lane> idle = new ConcurrentLinkedQueue<>();
    private final ExecutorService cases = Executors.newFixedThreadPool(LANES);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ReentrantLock reconciling = new ReentrantLock();

    /** A message of an operation, and what happens to it. */
    record Case(Operation operation, Tape.Strike strike) {

        @Override
        public String toString() {
            return "%s: %s %s".formatted(operation, strike.spot(), strike.fault());
        }
    }

    TestFleet servers() {
        return servers;
    }

    /** Threads for what may hang. */
    ExecutorService threads() {
        return threads;
    }

    /** Each fault for each message of the operation. */
    List<Case> casesOf(Operation operation) {
        try (Lane lane = new Lane(this)) {
            return lane.messages(operation).stream()
                    .flatMap(spot -> Arrays.stream(Fault.values())
                            .map(fault -> new Case(operation, new Tape.Strike(spot, fault))))
                    .toList();
        }
    }

    /** Performs it when its turn comes. */
    Future<?> submit(Case one) {
        return cases.submit(() -> {
            boolean struck = false;
            for (int i = 0; i < TRIES && !struck; i++) {
                struck = strikes(one);
            }
            assertThat(struck).as("the message came").isTrue();
        });
    }

    /** A lane in which something went wrong is not used again. */
    private boolean strikes(Case one) {
        Lane found = idle.poll();
        Lane lane = found == null ? new Lane(this) : found;
        boolean well = false;
        try {
            boolean struck = lane.stands(one.operation(), one.strike());
            well = true;
            return struck;
        } finally {
            if (well) {
                idle.add(lane);
            } else {
                lane.close();
            }
        }
    }

    /**
     * Brings marks into the ledger, if nobody is at it. A mark that was cut off may keep all waiting who want the same, until they give
     * up: then it is to be tried again.
     */
    void reconcile() {
        if (reconciling.tryLock()) {
            try {
                long unused = servers.fleet().reconciler().orElseThrow().reconcile();
            } catch (JdbiException e) {
                assertThat(e).hasCauseInstanceOf(SQLException.class);
            } finally {
                reconciling.unlock();
            }
        }
    }

    /** Every receipt is marked then, and no session is left. */
    @Override
    public void close() {
        cases.shutdownNow();
        idle.forEach(Lane::close);
        servers.config()
                .shards()
                .forEach(shard -> await("the marks of all receipts on " + shard).until(() -> {
                    reconcile();
                    return TestFleet.number(shard, "SELECT COUNT(*) FROM latchkey_receipt WHERE marked_at IS NULL")
                            == 0;
                }));
        servers.close();
        threads.shutdownNow();
        Stream.concat(servers.config().shards().stream(), servers.config().ledger().stream())
                .forEach(server ->
                        await("no session on " + server).until(() -> TestFleet.sessionsInItsSchema(server) == 0));
    }
}
