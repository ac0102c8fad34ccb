/**
 * The main job: one guarded run on one shard.
 *
 * <p>{@link dev.latchkey.run.GuardedRunner} is the way in; an {@code Attempt} goes through the phases lock, look, work,
 * gate, commit, release; a {@code Resolver} finds out what became of a commit whose answer never came.
 *
 * <pre>{@code
 * Outcome<String> outcome = runner.run(home, GuardedRun.once(key, workId, ResultCodec.string()), (connection, token) -> book(connection));
 * }</pre>
 */
@NullMarked
package dev.latchkey.run;

import org.jspecify.annotations.NullMarked;
