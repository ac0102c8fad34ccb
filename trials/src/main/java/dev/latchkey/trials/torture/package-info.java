/**
 * The fault campaign: worker processes run and lock over a few keys while a nemesis hurts whatever can be hurt; every invocation and
 * every answer is written down; and at the end a checker holds that history against the tables.
 *
 * <pre>{@code
 * try (FleetServers servers = FleetServers.start(ServerSource.fromSystemProperties(), 2)) {
 *     TortureReport report = new Torture(plan).run(servers, Progress.bar(System.err));
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.trials.torture;

import org.jspecify.annotations.NullMarked;
