/**
 * Programs to read and to start from.
 *
 * <p>{@link dev.latchkey.samples.PayOnce} is the main job in its smallest form.
 *
 * <pre>{@code
 * new PayOnce(latchkey).pay(123, "payment-77", 10);
 * }</pre>
 */
@NullMarked
package dev.latchkey.samples;

import org.jspecify.annotations.NullMarked;
