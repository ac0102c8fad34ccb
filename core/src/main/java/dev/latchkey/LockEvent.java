package dev.latchkey;

import java.time.Duration;

/**
 * Something that happened to a lock.
 *
 * @param server the server, as errors and logs name it
 * @param name the lock; its class has few values, the name itself has many
 * @param session the session that holds or held it; 0 where it isn't known
 * @param time how long it took or lasted, see each method of {@link LockListener}
 */
public record LockEvent(String server, LockName name, long session, Duration time) {}
