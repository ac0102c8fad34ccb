/**
 * Programs to read and to start from.
 *
 * <p>{@link dev.latchkey.samples.PayOnce} is the main job in its smallest form, {@link dev.latchkey.samples.MonthlyInterest} a batch,
 * {@link dev.latchkey.samples.PaymentsFromAQueue} a consumer of messages. The latter two are programs that bring their servers along.
 *
 * <pre>{@code
 * new PayOnce(latchkey).pay(123, "payment-77", 10);
 * }</pre>
 */
@NullMarked
package dev.latchkey.samples;

import org.jspecify.annotations.NullMarked;
