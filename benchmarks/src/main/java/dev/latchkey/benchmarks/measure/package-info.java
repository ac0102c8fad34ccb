/**
 * Measuring: contenders that take turns, the ratios of their figures, and what becomes of both in a report.
 *
 * <pre>{@code
 * List<Series> series = Turns.compare(Effort.QUICK, 8, List.of(ours, theirs));
 * double ratio = series.get(0).ratioTo(series.get(1));
 * }</pre>
 */
@NullMarked
package dev.latchkey.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
