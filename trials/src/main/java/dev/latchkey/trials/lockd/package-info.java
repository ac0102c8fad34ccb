/**
 * Load for a gateway: thousands of connections that take locks all at once, and are all cut at once; then it is counted how long it takes
 * until everything is free. The gateway runs here in a process of its own, or is one that runs already.
 *
 * <pre>{@code
 * try (GatewayProcess gateway = GatewayProcess.start(servers.fleet(), 100_000, log)) {
 *     LoadReport report = new Load(plan, progress).run(gateway.address());
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.trials.lockd;

import org.jspecify.annotations.NullMarked;
