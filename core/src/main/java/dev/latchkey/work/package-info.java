/**
 * What the work is handed: a connection that sends only what can't end the transaction, and notices when the server did.
 *
 * <p>{@link dev.latchkey.work.StatementRules} judges texts, {@link dev.latchkey.work.WorkConnection} refuses and watches,
 * {@link dev.latchkey.work.JdbiWork} hands it out as a Jdbi handle.
 *
 * <pre>{@code
 * latchkey.run(key, workId, ResultCodec.string(), JdbiWork.of(handle -> book(handle)));
 * }</pre>
 */
@NullMarked
package dev.latchkey.work;

import org.jspecify.annotations.NullMarked;
