/**
 * The named locks of one server: taken, waited for, held, lost and released. {@link dev.latchkey.locks.ServerLocks} is the way
 * in; behind it a few sessions carry the locks, a heartbeat watches over them, and the waiters of this program queue.
 *
 * <pre>{@code
 * try (ServerLocks locks = ServerLocks.on(Server.open("db1", ServerConfig.of(url, user, password)));
 *         HeldLock lock = locks.acquire(LockName.exact("nightly"), WaitLimit.ofSeconds(10))) {
 *     lock.ensureHeld();
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.locks;

import org.jspecify.annotations.NullMarked;
