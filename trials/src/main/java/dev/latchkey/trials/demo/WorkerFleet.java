package dev.latchkey.trials.demo;

import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.stage.EachServer;
import dev.latchkey.trials.stage.Opening;
import java.time.Duration;

/** Opens a worker's fleet. */
final class WorkerFleet {

    /** A session for each thread; one for the resolver, and one for luck with those that are being replaced. */
    private static final int SESSIONS = Worker.THREADS + 2;

    /** How long a run waits for a server that is away, before it gives its event back. */
    private static final Duration BORROW = Duration.ofSeconds(2);

    /** The shortest that costs no statement of its own in each run. A killed session of an old server may hold its lock as long. */
    private static final Duration LEASE = Duration.ofSeconds(45);

    private WorkerFleet() {}

    static Fleet open(FleetConfig config) throws InterruptedException {
        return Opening.of(EachServer.of(config, WorkerFleet::tuned), false);
    }

    private static ServerConfig tuned(ServerConfig server) {
        return server.withPoolSize(SESSIONS).withBorrowTimeout(BORROW).withLease(LEASE);
    }
}
