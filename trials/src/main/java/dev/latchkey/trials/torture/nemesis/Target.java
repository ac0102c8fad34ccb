package dev.latchkey.trials.torture.nemesis;

import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.stage.Proxied;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One server, and the way to it.
 *
 * @param process the server's process, if it is ours
 * @param toll what sits on the way
 * @param changing held by the fault that changes the server itself
 */
public record Target(Proxied proxied, Optional<DatabaseServer> process, Toll toll, ReentrantLock changing)
        implements AutoCloseable {

    /** This server behind a new proxy. */
    public static Target of(ServerConfig server, Optional<DatabaseServer> process) {
        Target target = new Target(Proxied.of(server), process, new Toll(), new ReentrantLock());
        target.proxied().proxy().through(target.toll());
        return target;
    }

    ServerConfig direct() {
        return proxied.direct();
    }

    /** Mends the way: what hangs on it is cut, and what comes gets through. */
    public void heal() {
        toll.lift();
        proxied.proxy().refuse();
        proxied.proxy().flow();
        proxied.proxy().accept();
    }

    @Override
    public void close() {
        proxied.close();
    }
}
