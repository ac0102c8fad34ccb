/**
 * Many servers as one: which shard owns which key, and the main job routed to it.
 *
 * <p>A {@link dev.latchkey.sharding.Fleet} is the way in. The {@link dev.latchkey.sharding.ShardMap} is read from the shards
 * themselves; {@link dev.latchkey.sharding.Founding} wrote it there, once.
 *
 * <pre>{@code
 * try (Latchkey latchkey = Fleet.open(FleetConfig.of(shards).withLedger(ledger))) {
 *     latchkey.run(key, workId, ResultCodec.string(), work);
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.sharding;

import org.jspecify.annotations.NullMarked;
