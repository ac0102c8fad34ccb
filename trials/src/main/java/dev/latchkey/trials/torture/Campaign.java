package dev.latchkey.trials.torture;

import dev.latchkey.trials.stage.Background;
import dev.latchkey.trials.stage.Progress;
import dev.latchkey.trials.stage.Progress.Part;
import dev.latchkey.trials.stage.TrialException;
import dev.latchkey.trials.torture.ground.Keys;
import dev.latchkey.trials.torture.history.Answer.Kind;
import dev.latchkey.trials.torture.history.FaultKind;
import dev.latchkey.trials.torture.history.History;
import dev.latchkey.trials.torture.nemesis.Nemesis;
import dev.latchkey.trials.torture.worker.Orders;
import dev.latchkey.trials.torture.worker.Post;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The part of a campaign between preparations and verdict: workers work, and the nemesis does its worst, until time is up. */
final class Campaign {

    /** Three processes on a small machine; each has several threads. */
    private static final int WORKERS = 3;

    private static final Duration TICK = Duration.ofMillis(200);

    /** For a Java process to start and open its fleet on a machine that is very busy. */
    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    /** What the longest fault takes to end: a server's restart. */
    private static final Duration LAST_FAULTS = Duration.ofMinutes(2);

    private final TorturePlan plan;
    private final Scene scene;
    private final Path logs;
    private final History history = new History();
    private final Progress progress;
    private final List<Post> posts;
    private final Nemesis nemesis;
    private final Background background = new Background(this::stop);
    private volatile boolean stopped;

    Campaign(TorturePlan plan, Scene scene, Keys keys, Path logs, Progress progress) {
        this.plan = plan;
        this.scene = scene;
        this.logs = logs;
        this.progress = progress;
        Orders orders = new Orders("", plan.seed(), System.nanoTime(), plan.lease(), plan.sabotage(), keys);
        this.posts = IntStream.rangeClosed(1, WORKERS)
                .mapToObj(i -> new Post(i, scene.forWorkers(), orders, logs, history))
                .toList();
        this.nemesis = new Nemesis(
                new Nemesis.Targets(scene.shards(), scene.ledger(), posts, keys, plan.lease()), plan.seed(), history);
    }

    private void stop() {
        stopped = true;
    }

    /** Runs it; returns what went wrong besides what the history tells. */
    List<String> run() throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        try {
            posts.forEach(post -> background.start("torture-post", post::keepManned));
            awaitReady();
            nemesis.start(background);
            awaitEnd();
            nemesis.end();
            posts.forEach(Post::end);
            wrong.addAll(awaitWorkers());
            if (!background.awaitEnd(LAST_FAULTS)) {
                wrong.add("the last faults didn't end within %d s".formatted(LAST_FAULTS.toSeconds()));
            }
            background.check();
            if (history.count(Kind.COMPLETED) == 0) {
                wrong.add("no run was completed: nothing was shown");
            }
            return wrong;
        } finally {
            progress.close();
            nemesis.end();
            background.interrupt();
            posts.forEach(Post::end);
            scene.heal();
        }
    }

    private void awaitReady() throws InterruptedException {
        long start = System.nanoTime();
        while (!stopped && !posts.stream().allMatch(Post::isReady)) {
            if (System.nanoTime() - start > LONGEST_START.toNanos()) {
                throw new TrialException("the workers could not open their fleets within %d s; their logs are in %s"
                        .formatted(LONGEST_START.toSeconds(), logs));
            }
            Thread.sleep(TICK.toMillis());
        }
        background.check();
    }

    private void awaitEnd() throws InterruptedException {
        long start = System.nanoTime();
        long passed = 0;
        while (!stopped && passed < plan.length().toNanos()) {
            Thread.sleep(TICK.toMillis());
            passed = System.nanoTime() - start;
            show(passed);
        }
        background.check();
    }

    private void show(long passed) {
        long done = Math.min(plan.length().toSeconds(), Duration.ofNanos(passed).toSeconds());
        progress.show(
                new Part(done, plan.length().toSeconds(), "seconds"),
                "operations %,d, done %,d, already done %,d, busy %,d, lost %,d, resolved %,d; faults %,d"
                        .formatted(
                                history.size(),
                                history.count(Kind.COMPLETED) + history.count(Kind.HELD) + history.count(Kind.INSERTED),
                                history.count(Kind.ALREADY_DONE) + history.count(Kind.PRESENT),
                                history.count(Kind.BUSY),
                                history.count(Kind.LOST),
                                history.count(Kind.RESOLVED),
                                history.faults()));
    }

    /** The faults that are under way end meanwhile, and workers may be paused by one of them. */
    private List<String> awaitWorkers() throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        for (Post post : posts) {
            if (!post.awaitEnd(plan.patience())) {
                wrong.add("a worker did not end within %d s"
                        .formatted(plan.patience().toSeconds()));
            }
        }
        return wrong;
    }

    /** What was told so far. */
    History history() {
        return history;
    }

    /** The kinds of faults that apply. */
    List<FaultKind> kinds() {
        List<FaultKind> kinds = new ArrayList<>(nemesis.kinds());
        kinds.addAll(List.of(FaultKind.LOCK_RELEASED_IN_WORK, FaultKind.DEADLOCK_SWALLOWED));
        return kinds;
    }

    /** The processes that were killed. */
    Set<String> killed() {
        return posts.stream().flatMap(post -> post.killed().stream()).collect(Collectors.toSet());
    }
}
