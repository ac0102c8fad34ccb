/**
 * What a campaign is fought over: a few lock keys, and tables in which every effect leaves a trace.
 *
 * <pre>{@code
 * Tables tables = new Tables(fleet);
 * tables.create(keys.all());
 * }</pre>
 */
@NullMarked
package dev.latchkey.trials.torture.ground;

import org.jspecify.annotations.NullMarked;
