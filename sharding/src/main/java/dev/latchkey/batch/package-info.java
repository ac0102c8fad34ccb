/**
 * Many guarded runs in a row: side by side on each shard, going on when one fails, and safe to repeat.
 *
 * <p>A {@link dev.latchkey.batch.Batch} takes {@link dev.latchkey.batch.BatchItem}s out of a stream as it needs them, tells a
 * {@link dev.latchkey.batch.BatchListener} how it goes on, and ends with a {@link dev.latchkey.batch.BatchReport}.
 *
 * <pre>{@code
 * Work<String, SQLException> booking = connection -> book(connection);
 * BatchReport report = Batch.on(fleet).run(Stream.of(BatchItem.once(key, workId, ResultCodec.string(), booking)));
 * }</pre>
 */
@NullMarked
package dev.latchkey.batch;

import org.jspecify.annotations.NullMarked;
