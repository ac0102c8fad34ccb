/**
 * What trials with several processes stand on: servers for a fleet, child processes and how to talk to them, sessions seen from
 * outside, and progress that people can follow.
 *
 * <pre>{@code
 * try (FleetServers servers = FleetServers.start(ServerSource.parse("embedded", null, ""), 2);
 *         ChildJvm worker = ChildJvm.start(Worker.class, log)) {
 *     worker.send(FleetLine.of(servers.fleet()));
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.trials.stage;

import org.jspecify.annotations.NullMarked;
