package dev.latchkey.trials.torture.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.stage.ChildJvm;
import dev.latchkey.trials.stage.EachServer;
import dev.latchkey.trials.stage.FleetLine;
import dev.latchkey.trials.stage.Opening;
import dev.latchkey.trials.torture.ground.Keys;
import dev.latchkey.trials.torture.sabotage.SabotagingDriver;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The process. Its standard input names the servers and gives its orders, and then ends when the worker shall; its standard output
 * is its history.
 */
public final class Worker {

    /** How many operations are under way at once. */
    public static final int THREADS = 8;

    /** A session for each thread, one for a resolver, one for luck: some are always being replaced. */
    private static final int SESSIONS = THREADS + 2;

    private static final Duration BORROW = Duration.ofSeconds(2);

    /** Without it, whoever finds a server away asks again at once. */
    private static final Duration LONGEST_BREATH = Duration.ofMillis(20);

    private final Orders orders;
    private final Operations operations;
    private volatile boolean ending;

    private Worker(Orders orders, Operations operations) {
        this.orders = orders;
        this.operations = operations;
    }

    /** The process's beginning. */
    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        ChildJvm.endWithTheParent();
        PrintStream history = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
        System.setOut(System.err); // whatever else is printed in this process is no history
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        FleetConfig servers = FleetLine.parse(input.readLine()).withNamespace(Keys.NAMESPACE);
        Orders orders = Orders.parse(input.readLine());
        if (orders.sabotage().isPresent()) {
            SabotagingDriver.install(orders.sabotage().get());
        }
        Scribe scribe = new Scribe(event -> history.println(event.line()));
        try (Fleet fleet = Opening.of(EachServer.of(servers, server -> tuned(server, orders)), true)) {
            scribe.ready();
            new Worker(orders, new Operations(fleet, orders, scribe)).workUntilTheEndOf(input);
        }
    }

    private static ServerConfig tuned(ServerConfig server, Orders orders) {
        return server.withPoolSize(SESSIONS).withBorrowTimeout(BORROW).withLease(orders.lease());
    }

    private void workUntilTheEndOf(BufferedReader input) throws IOException, InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random =
                    new Random(31 * orders.seed() + 7L * orders.process().hashCode() + i);
            Thread thread = new Thread(() -> work(random), "torture-" + (i + 1));
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        while (input.readLine() != null) {
            // nothing more is said
        }
        ending = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void work(Random random) {
        while (!ending) {
            operations.one(random);
            breathe(random);
        }
    }

    private static void breathe(Random random) {
        try {
            TimeUnit.NANOSECONDS.sleep(random.nextLong(LONGEST_BREATH.toNanos()));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a worker, and no loss was to interrupt it", e);
        }
    }
}
