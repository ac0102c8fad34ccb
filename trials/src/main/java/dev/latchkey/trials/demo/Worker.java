package dev.latchkey.trials.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.GuardedRun;
import dev.latchkey.Latchkey;
import dev.latchkey.ResultCodec;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.trials.demo.Answer.Kind;
import dev.latchkey.trials.stage.ChildJvm;
import dev.latchkey.trials.stage.FleetLine;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A worker process: takes handouts from its standard input, one a line, and writes answers to its standard output. It ends when its
 * input does, so it never outlives its parent.
 */
final class Worker {

    /** How many runs are under way at once in one worker. */
    static final int THREADS = 4;

    /** As long as all threads of all workers need on one account; who must wait longer lets others go first. */
    private static final WaitLimit WAIT = WaitLimit.ofMillis(300);

    /** Whoever is held is killed or told to go on long before. */
    private static final long LONGEST_HOLD_SECONDS = 60;

    private final Latchkey latchkey;
    private final PrintStream answers;
    private final Map<Integer, CountDownLatch> held = new ConcurrentHashMap<>();
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS, this::thread);

    private Worker(Latchkey latchkey, PrintStream answers) {
        this.latchkey = latchkey;
        this.answers = answers;
    }

    /** The process's beginning: the first line of its input names the servers. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ChildJvm.endWithTheParent();
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
        System.setOut(System.err); // whatever else is printed in this process is no answer
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        String first = input.readLine();
        if (first != null) {
            try (Latchkey latchkey = WorkerFleet.open(FleetLine.parse(first))) {
                new Worker(latchkey, answers).serve(input);
            }
        }
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "run-" + threads.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private void serve(BufferedReader input) throws IOException {
        say(Answer.ready());
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            Handout handout = Handout.parse(line);
            switch (handout.order()) {
                case RUN -> executor.execute(() -> run(handout, () -> {}));
                case HOLD -> executor.execute(() -> run(handout, () -> stayInside(handout)));
                case GO_ON -> latch(handout).countDown();
            }
        }
        executor.shutdownNow();
    }

    private void run(Handout handout, Runnable inside) {
        Event event = handout.event();
        try {
            say(Answer.of(
                    handout.delivery(),
                    latchkey.run(
                            GuardedRun.once(event.key(), WorkId.of(event.workId()), ResultCodec.string())
                                    .waitingUpTo(WAIT),
                            new EventWork(event, inside))));
        } catch (Exception e) {
            say(Answer.of(handout.delivery(), e));
        }
    }

    private void stayInside(Handout handout) {
        CountDownLatch goOn = latch(handout);
        say(Answer.of(handout.delivery(), Kind.INSIDE));
        try {
            if (!goOn.await(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("held inside the work, and never told to go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while held inside the work", e);
        } finally {
            held.remove(handout.delivery());
        }
    }

    private CountDownLatch latch(Handout handout) {
        return held.computeIfAbsent(handout.delivery(), number -> new CountDownLatch(1));
    }

    private void say(Answer answer) {
        answers.println(answer.line());
    }
}
