/**
 * The words and contracts of Latchkey: what a caller says and hears.
 *
 * <p>A piece of work runs in exactly one place at a time, under a named lock of the MySQL server that owns its data, and
 * its effect happens exactly once. Nothing here talks to a server; the floors above do.
 *
 * <pre>{@code
 * Outcome<String> outcome = latchkey.run(
 *         LockKey.parse("ACCOUNT_123_TASK"), WorkId.of("payment-77"), ResultCodec.string(), connection -> book(connection));
 * }</pre>
 */
@NullMarked
package dev.latchkey;

import org.jspecify.annotations.NullMarked;
