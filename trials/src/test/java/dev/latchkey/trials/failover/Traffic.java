package dev.latchkey.trials.failover;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.GuardedRun;
import dev.latchkey.LatchkeyException;
import dev.latchkey.LockKey;
import dev.latchkey.ResultCodec;
import dev.latchkey.UnresolvedCommitException;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.trials.support.TestFleet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Many actions under few keys. Each is delivered twice, to several threads, and again and again until a run says that it is done.
 * A run leaves its number, and counts in a row of its key which nothing but the lock guards.
 */
final class Traffic {

    private static final int KEYS = 4;
    private static final int ACTIONS = 150;
    private static final int THREADS = 6;
    private static final WaitLimit WAIT = WaitLimit.ofMillis(500);

    private enum End {
        COMPLETED,
        DONE_BEFORE,
        BUSY,
        UNRESOLVED,
        /** Any other exception: nothing of the run may stay. */
        FAILED;

        boolean isDone() {
            return this == COMPLETED || this == DONE_BEFORE;
        }
    }

    private record Delivery(LockKey key, WorkId workId) {}

    /**
     * How a run ended.
     *
     * @param number what it left, if it left anything
     * @param answer what it answered; empty if nothing
     */
    private record Run(WorkId workId, String number, End end, String answer) {}

    private final Scene scene;
    private final long seed;
    private final List<LockKey> keys =
            Stream.generate(TestFleet::newKey).limit(KEYS).toList();
    private final BlockingQueue<Delivery> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger open = new AtomicInteger(2 * ACTIONS);
    private final AtomicInteger numbers = new AtomicInteger();
    private final Queue<Run> runs = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, Traffic::thread);

    private Traffic(Scene scene, long seed) {
        this.scene = scene;
        this.seed = seed;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "traffic");
        thread.setDaemon(true);
        return thread;
    }

    /** Begins, and returns when some of it, more or less, is done. */
    static Traffic on(Scene scene, long seed) {
        Random random = new Random(seed);
        Traffic traffic = new Traffic(scene, seed);
        traffic.begin(random);
        int some = ACTIONS / 10 + random.nextInt(ACTIONS / 2);
        await("traffic").until(() -> traffic.count(End.COMPLETED) >= some);
        return traffic;
    }

    private void begin(Random random) {
        for (LockKey key : keys) {
            scene.addCounter(key);
        }
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < ACTIONS; i++) {
            Delivery delivery = new Delivery(keys.get(i % KEYS), TestFleet.newWorkId());
            Collections.addAll(deliveries, delivery, delivery);
        }
        Collections.shuffle(deliveries, random);
        queue.addAll(deliveries);
        for (int i = 0; i < THREADS; i++) {
            threads.execute(this::work);
        }
        threads.shutdown();
    }

    private void work() {
        try {
            while (open.get() > 0) {
                Delivery delivery = queue.poll(20, TimeUnit.MILLISECONDS);
                if (delivery != null) {
                    Run run = run(delivery, Integer.toString(numbers.incrementAndGet()));
                    runs.add(run);
                    if (run.end().isDone()) {
                        open.decrementAndGet();
                    } else {
                        queue.add(delivery);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Run run(Delivery delivery, String number) {
        WorkId workId = delivery.workId();
        GuardedRun<String> run =
                GuardedRun.once(delivery.key(), workId, ResultCodec.string()).waitingUpTo(WAIT);
        try {
            return scene.fleet()
                    .run(run, connection -> {
                        count(connection, delivery.key());
                        return Scene.leaveEffect(connection, workId, number);
                    })
                    .match(
                            completed -> new Run(workId, number, End.COMPLETED, completed.value()),
                            before -> new Run(workId, number, End.DONE_BEFORE, before.value()),
                            busy -> new Run(workId, number, End.BUSY, ""));
        } catch (UnresolvedCommitException e) {
            return new Run(workId, number, End.UNRESOLVED, "");
        } catch (LatchkeyException | SQLException e) {
            return new Run(workId, number, End.FAILED, "");
        }
    }

    /** Reads, and writes one more: whoever reads what was true before loses a count. */
    private static void count(Connection connection, LockKey key) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement("SELECT n FROM counter WHERE lock_key = ?");
                PreparedStatement write = connection.prepareStatement("UPDATE counter SET n = ? WHERE lock_key = ?")) {
            read.setString(1, key.text());
            try (ResultSet row = read.executeQuery()) {
                row.next();
                write.setLong(1, row.getLong(1) + 1);
            }
            write.setString(2, key.text());
            write.executeUpdate();
        }
    }

    private long count(End end) {
        return runs.stream().filter(run -> run.end() == end).count();
    }

    /** Waits until all is done, and holds what the runs said against what is on the primary. */
    void finish() throws InterruptedException {
        assertThat(threads.awaitTermination(120, TimeUnit.SECONDS))
                .as("the end of the traffic; still open are %s", open)
                .isTrue();
        Map<String, List<String>> left = scene.onThePrimary("SELECT CONCAT(work_id, ' ', note) FROM %s.effect").stream()
                .map(row -> row.split(" "))
                .collect(groupingBy(row -> row[0], mapping(row -> row[1], toList())));
        runs.stream()
                .collect(groupingBy(run -> run.workId().text()))
                .forEach((action, tries) -> check(tries, left.getOrDefault(action, List.of())));
        String sum = "SELECT SUM(n) FROM %s.counter WHERE lock_key IN ("
                + keys.stream().map(key -> "'" + key + "'").collect(joining(", ")) + ")";
        assertThat(scene.onThePrimary(sum))
                .as("counted, with seed %d", seed)
                .containsExactly(Integer.toString(ACTIONS));
    }

    /** One run left its number: one that completed, or one that couldn't tell. Whoever answered a number answered that one. */
    private void check(List<Run> tries, List<String> left) {
        assertThat(left).as("seed %d: left by one of %s", seed, tries).hasSize(1);
        String number = left.get(0);
        assertThat(tries)
                .as("seed %d: %s was left", seed, number)
                .anyMatch(run ->
                        run.number().equals(number) && (run.end() == End.COMPLETED || run.end() == End.UNRESOLVED))
                .allMatch(run -> run.end() != End.COMPLETED || run.number().equals(number))
                .allMatch(run -> run.answer().isEmpty() || run.answer().equals(number));
    }
}
