package dev.latchkey.trials.demo;

import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.stage.Background;
import dev.latchkey.trials.stage.FleetServers;
import dev.latchkey.trials.stage.LogFolder;
import dev.latchkey.trials.stage.Progress;
import dev.latchkey.trials.stage.Progress.Part;
import dev.latchkey.trials.stage.Sessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The part of a demo between preparations and verdict: workers work, chaos does its worst, until all is answered. */
final class Delivering {

    private static final Duration TICK = Duration.ofMillis(200);

    /** Longer than any fault with its consequences; after that nothing will come any more. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);

    /** What workers need to end in an orderly way. */
    private static final Duration ORDERLY_END = Duration.ofSeconds(20);

    private final DemoPlan plan;
    private final FleetServers servers;
    private final Fleet shards;
    private final Tally tally;
    private final Progress progress;

    Delivering(DemoPlan plan, FleetServers servers, Fleet shards, Tally tally, Progress progress) {
        this.plan = plan;
        this.servers = servers;
        this.shards = shards;
        this.tally = tally;
        this.progress = progress;
    }

    /** Delivers these events; returns what went wrong. The logs of the workers stay if anything did. */
    List<String> run(List<Event> events) throws InterruptedException {
        LogFolder logs = LogFolder.create("latchkey-demo-");
        boolean well = false;
        try {
            List<String> wrong = run(events, logs.path());
            well = wrong.isEmpty();
            return wrong;
        } finally {
            if (well) {
                logs.delete();
            } else {
                progress.say("the logs of the workers are in " + logs.path());
            }
        }
    }

    private List<String> run(List<Event> events, Path logs) throws InterruptedException {
        Deliveries deliveries = new Deliveries(events, plan.workers());
        Background background = new Background(deliveries::stop);
        LedgerDoor door = new LedgerDoor(servers);
        Workers workers = new Workers(plan.workers(), door.fleet(), logs, deliveries, tally);
        try (door) {
            if (plan.chaos() && !events.isEmpty()) {
                startChaos(background, deliveries, workers, door);
            }
            workers.start(background);
            List<String> wrong = awaitEnd(deliveries, background);
            background.awaitEnd(ORDERLY_END);
            background.check();
            return wrong;
        } finally {
            progress.close();
            deliveries.stop();
            background.interrupt();
            workers.kill();
            background.awaitEnd(ORDERLY_END);
        }
    }

    private void startChaos(Background background, Deliveries deliveries, Workers workers, LedgerDoor door) {
        Random random = new Random(plan.seed());
        Sessions sessions = new Sessions();
        List<DatabaseServer> restartable = servers.restartableShards();
        Chaos chaos = new Chaos(
                new Scene(shards, restartable, door.absence(), deliveries, workers, sessions, tally, random, progress));
        background.start("demo-chaos", () -> {
            try (sessions) {
                chaos.run();
            }
        });
    }

    private List<String> awaitEnd(Deliveries deliveries, Background background) throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        while (!deliveries.awaitEnd(TICK)) {
            show(deliveries);
            if (deliveries.silence().compareTo(LONGEST_SILENCE) > 0) {
                wrong.add("no event was answered for %d s, %d were left; nothing more is waited for"
                        .formatted(LONGEST_SILENCE.toSeconds(), deliveries.total() - deliveries.settled()));
                deliveries.stop();
            }
        }
        background.check();
        show(deliveries);
        wrong.addAll(deliveries.givenUp());
        return wrong;
    }

    private void show(Deliveries deliveries) {
        progress.show(new Part(deliveries.settled(), deliveries.total(), "events"), tally.text());
    }
}
