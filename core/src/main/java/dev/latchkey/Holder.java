package dev.latchkey;

import java.util.Optional;

/**
 * The session that holds a lock, as the server shows it at one moment.
 *
 * @param session the connection id: what {@code SHOW PROCESSLIST} lists and {@code KILL} takes
 * @param user the account, where the asking account may see it (its own sessions always, others with PROCESS)
 * @param host where it connected from, likewise
 */
public record Holder(long session, Optional<String> user, Optional<String> host) {

    /** The holder as errors name it: {@code session 381 (batch@10.0.0.4:51213)}. */
    @Override
    public String toString() {
        return "session " + session
                + user.map(u -> " (" + u + "@" + host.orElse("?") + ")").orElse("");
    }
}
