package dev.latchkey.trials.demo;

import dev.latchkey.trials.demo.LedgerDoor.Absence;
import dev.latchkey.trials.demo.Tally.Count;
import dev.latchkey.trials.servers.DatabaseServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Takes servers away, and brings them back. */
record ServerFaults(Scene scene) {

    private static final Duration SHORTEST_ABSENCE = Duration.ofSeconds(2);
    private static final int MORE_MILLIS = 1_000;

    /** Ends a shard's server with {@code kill -9} and starts it again. */
    void restartAShard() {
        List<DatabaseServer> shards = scene.restartable();
        DatabaseServer shard = shards.get(scene.random().nextInt(shards.size()));
        long start = System.nanoTime();
        shard.kill();
        shard.start();
        scene.tally().add(Count.SERVERS_RESTARTED);
        scene.say("killed the %s of a shard, which was back after %.1f s", shard, seconds(start));
    }

    /** Nobody gets through to the ledger for some seconds. */
    void takeTheLedgerAway(Absence absence) throws InterruptedException {
        long start = System.nanoTime();
        absence.begin().run();
        try {
            TimeUnit.MILLISECONDS.sleep(
                    SHORTEST_ABSENCE.toMillis() + scene.random().nextInt(MORE_MILLIS));
        } finally {
            absence.end().run();
        }
        scene.say("took the ledger away for %.1f s", seconds(start));
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
