package dev.latchkey.trials.stage;

import dev.latchkey.LatchkeyException;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a fleet, if need be while one of its servers is being restarted. */
public final class Opening {

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private Opening() {}

    /**
     * Tries again and again for a minute.
     *
     * @param evenIfRefused whether a fleet that is refused is tried again, too: while a bucket moves, none owns it
     */
    public static Fleet of(FleetConfig config, boolean evenIfRefused) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                return Fleet.open(config);
            } catch (LatchkeyException | JdbiException e) {
                boolean hopeless = e instanceof RefusedConfigurationException && !evenIfRefused;
                if (hopeless || deadline - System.nanoTime() <= 0) {
                    throw e;
                }
                LOG.info("trying again to open the fleet", e);
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
        }
    }
}
