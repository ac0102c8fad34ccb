/**
 * Hurts workers, links, sessions and servers while a campaign runs: each kind of fault that applies at least once, and then at
 * random, several at the same time.
 *
 * <pre>{@code
 * Nemesis nemesis = new Nemesis(targets, random, history);
 * nemesis.strikeUntil(deadline);
 * }</pre>
 */
@NullMarked
package dev.latchkey.trials.torture.nemesis;

import org.jspecify.annotations.NullMarked;
