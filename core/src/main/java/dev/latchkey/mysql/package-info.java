/**
 * One server: its address, its pools, its sessions, and the named locks on them.
 *
 * <p>A {@link dev.latchkey.mysql.Session} is one server connection that may hold locks; it goes back to its pool only when
 * the server has confirmed that it holds none. The texts of the lock statements stand in one file.
 *
 * <pre>{@code
 * try (Server server = Server.open("the only server", ServerConfig.of(url, "app", password))) {
 *     Optional<HeldLock> lock = server.locks().tryAcquire(LockName.exact("my_job"));
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.mysql;

import org.jspecify.annotations.NullMarked;
