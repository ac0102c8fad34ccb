/**
 * Database servers on demand: MariaDB out of a Maven artifact, a MySQL that is installed here, a Docker image, or servers given by URL.
 * A {@link dev.latchkey.trials.servers.ServerSource} is parsed once from text and starts as many as are wanted, side by side, each with
 * a folder and a port of its own. Whatever was started ends with this JVM, even when that is killed.
 *
 * <pre>{@code
 * for (DatabaseServer server : ServerSource.fromSystemProperties().start(3)) {
 *     Connection connection = DriverManager.getConnection(server.url(), server.user(), server.password());
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.trials.servers;

import org.jspecify.annotations.NullMarked;
