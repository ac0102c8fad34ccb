/**
 * How fast the library is, side by side with what people would pick instead, on the same server in the same run.
 *
 * <pre>{@code
 * BenchReport report = new Bench(quick).run(servers, progress);
 * }</pre>
 */
@NullMarked
package dev.latchkey.benchmarks;

import org.jspecify.annotations.NullMarked;
