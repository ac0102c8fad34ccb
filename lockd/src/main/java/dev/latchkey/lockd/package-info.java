/**
 * A gateway for clients of lockd: what they ask for in its line protocol are named locks on the shards of a fleet, so that clients of
 * several gateways, Java programs and people with an SQL prompt exclude each other by the same names. {@link dev.latchkey.lockd.Gateway}
 * is the way in. A client's locks end with its connection.
 *
 * <pre>{@code
 * try (Fleet fleet = Fleet.open(Capacity.ofLocks(100_000).on(config));
 *         Gateway gateway = Gateway.open(fleet, GatewayOptions.DEFAULT.withPort(9999))) {
 *     System.out.println(gateway.address());
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.lockd;

import org.jspecify.annotations.NullMarked;
