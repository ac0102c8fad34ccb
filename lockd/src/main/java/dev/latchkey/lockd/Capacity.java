package dev.latchkey.lockd;

import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.mysql.SessionLimits;
import dev.latchkey.sharding.FleetConfig;

/**
 * How many sessions a gateway needs for the locks that its clients hold at once: each carries up to 1,000 of them.
 *
 * <pre>{@code
 * FleetConfig enough = Capacity.ofLocks(100_000).on(config);
 * }</pre>
 *
 * <p>Keys spread over the shards by their buckets, almost evenly; a fifth more than the even part of each shard is provided for. The
 * server's {@code max_connections} must have room: that is checked when the fleet is opened. Immutable.
 */
public final class Capacity {

    /** The most locks that clients of one gateway can hold on one shard: a thousand sessions with a thousand locks each. */
    public static final int MOST = SessionLimits.MOST * SessionLimits.MOST;

    /** Sessions at least: requests are spread over them, and one that is lost takes its locks along. */
    private static final int LEAST_SESSIONS = 12;

    /** Short statements come from each of the threads that answer clients. */
    private static final int POOL_SIZE = Gateway.WORKERS;

    private static final double UNEVEN = 1.2;

    private final int locks;

    private Capacity(int locks) {
        this.locks = locks;
    }

    /**
     * Room for so many locks at once.
     *
     * @param locks 1 to 1,000,000
     * @throws RefusedConfigurationException if it is not within these bounds
     */
    public static Capacity ofLocks(int locks) {
        if (locks < 1 || locks > MOST) {
            throw new RefusedConfigurationException(
                    "%d locks refused: allowed are 1 to %d; for more, open several gateways".formatted(locks, MOST));
        }
        return new Capacity(locks);
    }

    /** This fleet with so many sessions. */
    public FleetConfig on(FleetConfig fleet) {
        int shards = fleet.shards().size();
        int sessions = sessions(shards);
        return new FleetConfig(
                fleet.shards().stream().map(shard -> with(shard, sessions)).toList(),
                fleet.ledger(),
                fleet.namespace(),
                fleet.whenLedgerIsDown());
    }

    /** How many sessions for locks that share one each of so many shards gets. */
    public int sessions(int shards) {
        double uneven = shards == 1 ? 1 : UNEVEN;
        int wanted = (int) Math.ceil(locks * uneven / shards / SessionLimits.MOST);
        return Math.min(SessionLimits.MOST, Math.max(LEAST_SESSIONS, wanted));
    }

    private static ServerConfig with(ServerConfig shard, int sessions) {
        return shard.withLimits(
                shard.limits().withShared(sessions, SessionLimits.MOST).withPoolSize(POOL_SIZE));
    }
}
