package dev.latchkey.trials.torture.nemesis;

import dev.latchkey.trials.stage.Background;
import dev.latchkey.trials.torture.ground.Keys;
import dev.latchkey.trials.torture.history.FaultKind;
import dev.latchkey.trials.torture.history.History;
import dev.latchkey.trials.torture.worker.Post;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Strikes with several hands at once: first each kind of fault in turn, then what the dice say. */
public final class Nemesis {

    private static final Logger LOG = LoggerFactory.getLogger(Nemesis.class);

    /** So many faults are under way at the same time. */
    private static final int HANDS = 3;

    private static final int LONGEST_PAUSE_MILLIS = 1_000;

    private final List<Fault> faults = new ArrayList<>();
    private final Queue<Fault> first = new ConcurrentLinkedQueue<>();
    private final History history;
    private final long seed;
    private volatile boolean over;

    /** What it can hurt. */
    public record Targets(List<Target> shards, Optional<Target> ledger, List<Post> posts, Keys keys, Duration lease) {

        List<Target> servers() {
            List<Target> servers = new ArrayList<>(shards);
            ledger.ifPresent(servers::add);
            return servers;
        }
    }

    /** One that has these targets; the seed decides what it does to them, and in which order. */
    public Nemesis(Targets targets, long seed, History history) {
        this.history = history;
        this.seed = seed;
        faults.addAll(new LinkFaults(targets.servers()).all());
        faults.addAll(new SessionFaults(targets.servers(), targets.keys()).all());
        faults.addAll(new WorkerFaults(targets.posts(), targets.lease()).all());
        faults.addAll(new ServerFaults(targets.shards(), targets.ledger()).all());
        faults.addAll(new BucketMover(targets.shards(), targets.keys().moving()).all());
        List<Fault> shuffled = new ArrayList<>(faults);
        Collections.shuffle(shuffled, new Random(seed));
        first.addAll(shuffled);
    }

    /** The kinds of faults that apply to its targets. */
    public List<FaultKind> kinds() {
        return faults.stream().map(Fault::kind).toList();
    }

    /** Begins. */
    public void start(Background background) {
        for (int hand = 1; hand <= HANDS; hand++) {
            Random random = new Random(seed + hand);
            background.start("nemesis-" + hand, () -> strikeAgainAndAgain(random));
        }
    }

    /** Begins nothing new; what is under way ends within seconds. */
    public void end() {
        over = true;
    }

    private void strikeAgainAndAgain(Random random) throws InterruptedException {
        while (!over) {
            Optional<Fault> waiting = Optional.ofNullable(first.poll());
            Fault fault = waiting.orElseGet(() -> faults.get(random.nextInt(faults.size())));
            if (strike(fault, random)) {
                history.struck(fault.kind());
            } else if (waiting.isPresent()) {
                first.add(fault);
            }
            Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
        }
    }

    private static boolean strike(Fault fault, Random random) throws InterruptedException {
        try {
            return fault.strike().once(random);
        } catch (IOException | SQLException e) {
            LOG.debug("{} missed: its target suffers from something else", fault.kind(), e);
            return false;
        }
    }
}
