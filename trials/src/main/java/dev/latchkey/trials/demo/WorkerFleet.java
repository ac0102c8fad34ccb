package dev.latchkey.trials.demo;

import dev.latchkey.LatchkeyException;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a worker's fleet, if need be while one of its servers is being restarted. */
final class WorkerFleet {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerFleet.class);

    /** A session for each thread; one for the resolver, and one for luck with those that are being replaced. */
    private static final int SESSIONS = Worker.THREADS + 2;

    /** How long a run waits for a server that is away, before it gives its event back. */
    private static final Duration BORROW = Duration.ofSeconds(2);

    /** The shortest that costs no statement of its own in each run. A killed session of an old server may hold its lock as long. */
    private static final Duration LEASE = Duration.ofSeconds(45);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private WorkerFleet() {}

    static Fleet open(FleetConfig config) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                return Fleet.open(tuned(config));
            } catch (RefusedConfigurationException e) {
                throw e;
            } catch (LatchkeyException | JdbiException e) {
                if (deadline - System.nanoTime() <= 0) {
                    throw e;
                }
                LOG.info("trying again to open the fleet", e);
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
        }
    }

    private static FleetConfig tuned(FleetConfig config) {
        FleetConfig tuned =
                FleetConfig.of(config.shards().stream().map(WorkerFleet::tuned).toList());
        return config.ledger().map(ledger -> tuned.withLedger(tuned(ledger))).orElse(tuned);
    }

    private static ServerConfig tuned(ServerConfig server) {
        return server.withPoolSize(SESSIONS).withBorrowTimeout(BORROW).withLease(LEASE);
    }
}
