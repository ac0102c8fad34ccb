/**
 * What happened in a campaign, as those tell it to whom it happened: each operation's invocation and answer with the time of the
 * monotonic clock, which all processes of a machine share on Linux.
 *
 * <pre>{@code
 * Event.parse(line).ifPresent(history::add);
 * List<Operation> operations = history.operations();
 * }</pre>
 */
@NullMarked
package dev.latchkey.trials.torture.history;

import org.jspecify.annotations.NullMarked;
