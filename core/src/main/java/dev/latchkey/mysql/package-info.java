/**
 * One server: what it says of itself, its pools, and its sessions with the named locks that they have.
 *
 * <p>A {@link dev.latchkey.mysql.Session} is one server connection that may hold locks; it goes back to its pool only when
 * the server has confirmed that it holds none. The texts of the lock statements stand in one file.
 *
 * <pre>{@code
 * try (Server server = Server.open("the only server", ServerConfig.of(url, "app", password))) {
 *     Optional<Holder> holder = server.holderOf(LockName.exact("my_job"));
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.mysql;

import org.jspecify.annotations.NullMarked;
