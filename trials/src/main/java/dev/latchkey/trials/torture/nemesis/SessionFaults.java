package dev.latchkey.trials.torture.nemesis;

import dev.latchkey.LockName;
import dev.latchkey.trials.stage.Sessions;
import dev.latchkey.trials.torture.ground.Keys;
import dev.latchkey.trials.torture.history.FaultKind;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What KILL does to sessions, at the servers themselves. */
final class SessionFaults {

    private final List<Target> targets;
    private final List<LockName> names;

    SessionFaults(List<Target> targets, Keys keys) {
        this.targets = List.copyOf(targets);
        this.names = Stream.concat(
                        keys.all().stream().map(Keys::name),
                        keys.semaphores().stream().map(key -> Keys.name(key).slot(0)))
                .toList();
    }

    List<Fault> all() {
        return List.of(
                new Fault(FaultKind.SESSION_KILLED, this::killSession),
                new Fault(FaultKind.STATEMENT_KILLED, this::killStatement));
    }

    /** Most often one that holds a lock. */
    private boolean killSession(Random random) throws SQLException {
        Target target = any(random);
        try (Sessions sessions = new Sessions()) {
            boolean holder = random.nextInt(3) > 0;
            return (holder && sessions.killHolder(target.direct(), names.get(random.nextInt(names.size()))))
                    || sessions.killAny(target.direct(), random);
        }
    }

    private boolean killStatement(Random random) throws SQLException {
        try (Sessions sessions = new Sessions()) {
            return sessions.killAnyStatement(any(random).direct(), random);
        }
    }

    private Target any(Random random) {
        return targets.get(random.nextInt(targets.size()));
    }
}
