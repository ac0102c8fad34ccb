package dev.latchkey.locks;

import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.SessionLimits;

/** What all locks of one server have in common. */
record Surroundings(
        Server server,
        Background background,
        Heartbeat heartbeat,
        Lines lines,
        Bells bells,
        HoldTimesByClass holdTimes,
        Told told) {

    static Surroundings of(Server server) {
        SessionLimits limits = server.config().limits();
        Background background = new Background(server.label(), 2 * limits.poolSize() + limits.sharedSessions());
        return new Surroundings(
                server,
                background,
                new Heartbeat(server.config().heartbeat(), background),
                new Lines(),
                new Bells(),
                new HoldTimesByClass(),
                new Told(server.config().listener(), server.label()));
    }
}
