package dev.latchkey.trials.lockd;

import dev.latchkey.trials.lockd.Observer.Orphans;
import dev.latchkey.trials.stage.Progress;
import dev.latchkey.trials.stage.Progress.Part;
import dev.latchkey.trials.stage.TrialException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Puts a load on a gateway: all connect, all take their locks, all are cut, and another client sees what becomes of the locks. */
public final class Load {

    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Without any answer, or any orphan, for so long, there is none to come. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** As many locks are looked at again and again while all are being freed: all of them would keep the server busy. */
    private static final int MOST_LOOKS = 100;

    private final LoadPlan plan;
    private final Progress progress;

    public Load(LoadPlan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @throws TrialException if the gateway can't be reached, or gives no answers
     */
    public LoadReport run(InetSocketAddress gateway) throws InterruptedException {
        try (Observer observer = Observer.at(gateway);
                LoadClients clients = new LoadClients()) {
            return run(gateway, clients, observer);
        } catch (IOException e) {
            throw new TrialException("the gateway at %s can't be asked: %s".formatted(gateway, e.getMessage()), e);
        }
    }

    private LoadReport run(InetSocketAddress gateway, LoadClients clients, Observer observer)
            throws IOException, InterruptedException {
        Orphans before = observer.orphans();
        long start = System.nanoTime();
        clients.connect(gateway, plan.connections());
        double connected = secondsSince(start);
        progress.say("%,d connections are there after %.1f s".formatted(plan.connections(), connected));
        long asked = System.nanoTime();
        clients.ask(plan);
        awaitAnswers(clients);
        double taken = secondsSince(asked);
        progress.say("%,d of %,d locks are granted after %.1f s".formatted(clients.granted(), plan.locks(), taken));
        End end = end(clients, observer, before);
        int shared = plan.shared();
        return new LoadReport(
                plan.connections(),
                plan.locks() - shared,
                shared,
                clients.granted(),
                connected,
                taken,
                end.cutSeconds(),
                end.freeSeconds(),
                end.countedSeconds(),
                end.orphans().exclusive(),
                end.orphans().shared(),
                clients.granted() == plan.locks() && end.orphans().equals(new Orphans(plan.locks() - shared, shared)));
    }

    /** What became of the locks, and how long after the first connection was cut. */
    private record End(double cutSeconds, double freeSeconds, double countedSeconds, Orphans orphans) {}

    private End end(LoadClients clients, Observer observer, Orphans before) throws IOException, InterruptedException {
        long start = System.nanoTime();
        clients.cut();
        double cut = secondsSince(start);
        progress.say("all connections are cut after %.2f s".formatted(cut));
        double free = Double.NaN;
        double counted = Double.NaN;
        Orphans orphans;
        Waiting waiting = new Waiting();
        do {
            if (Double.isNaN(free) && observer.held(looks()) == 0) {
                free = secondsSince(start);
            }
            orphans = observer.orphans().since(before);
            if (Double.isNaN(counted) && orphans.both() >= clients.granted()) {
                counted = secondsSince(start);
            }
        } while ((Double.isNaN(free) || Double.isNaN(counted)) && waiting.goesOn(orphans.both()));
        return new End(cut, free, counted, orphans);
    }

    /** Some of each kind, of connections that are far from each other. */
    private List<String> looks() {
        int looks = Math.min(MOST_LOOKS, plan.locks());
        return IntStream.range(0, looks)
                .mapToObj(i -> {
                    int connection = (int) ((long) i * plan.connections() / looks);
                    return plan.look(connection, plan.locksOf(connection) > 1 ? i % 2 : 0);
                })
                .toList();
    }

    private void awaitAnswers(LoadClients clients) throws InterruptedException {
        Waiting waiting = new Waiting();
        while (clients.answers() < plan.locks() && clients.ended() == 0 && waiting.goesOn(clients.answers())) {
            progress.show(new Part(clients.answers(), plan.locks(), "locks"), "");
        }
        if (clients.answers() < plan.locks()) {
            throw new TrialException(
                    "%,d of %,d requests were answered, and then no more; %,d connections were closed by the gateway, whose log says why"
                            .formatted(clients.answers(), plan.locks(), clients.ended()));
        }
    }

    /** Waits a little each time, as long as something happens. */
    private static final class Waiting {

        private long last = -1;
        private long since = System.nanoTime();

        boolean goesOn(long count) throws InterruptedException {
            if (count != last) {
                last = count;
                since = System.nanoTime();
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            return System.nanoTime() - since < PATIENCE.toNanos();
        }
    }

    private static double secondsSince(long start) {
        return Math.round((System.nanoTime() - start) / 1e7) / 100.0;
    }
}
