package dev.latchkey.trials.demo;

import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.stage.Background;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** All workers, from the first delivery to the last. */
final class Workers {

    private final List<WorkerSlot> slots;

    /** Workers that log into this folder. */
    Workers(int count, FleetConfig fleet, Path logs, Deliveries deliveries, Tally tally) {
        slots = IntStream.range(0, count)
                .mapToObj(i -> new WorkerSlot(i, fleet, logs.resolve("worker-" + (i + 1) + ".log"), deliveries, tally))
                .toList();
    }

    void start(Background background) {
        slots.forEach(slot -> background.start("demo-worker-" + (slot.number() + 1), slot::work));
    }

    WorkerSlot slot(int number) {
        return slots.get(number);
    }

    /** One that works at this moment, at random; empty if all are just being started. */
    Optional<WorkerSlot> anyReady(Random random) {
        List<WorkerSlot> ready = slots.stream().filter(WorkerSlot::isReady).toList();
        return ready.isEmpty() ? Optional.empty() : Optional.of(ready.get(random.nextInt(ready.size())));
    }

    /** Kills those that still live. */
    void kill() throws InterruptedException {
        for (WorkerSlot slot : slots) {
            slot.kill();
        }
    }
}
