/**
 * The main job, seen from outside: worker processes take events from a parent, each event's work runs once, whatever is done to
 * workers, sessions and servers meanwhile; and at the end the tables are held against the input.
 *
 * <p>A {@link dev.latchkey.trials.demo.DemoPlan} says what to do, {@link dev.latchkey.trials.stage.FleetServers} where, {@link
 * dev.latchkey.trials.demo.Demo} does it, a {@link dev.latchkey.trials.demo.DemoReport} says how it ended.
 *
 * <pre>{@code
 * try (FleetServers servers = FleetServers.start(ServerSource.fromSystemProperties(), 2)) {
 *     DemoReport report = Demo.of(plan).run(servers, Progress.bar(System.err));
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.trials.demo;

import org.jspecify.annotations.NullMarked;
