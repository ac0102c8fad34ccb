/** The benchmarks that JMH runs, in a JVM of their own. */
@NullMarked
package dev.latchkey.benchmarks.small;

import org.jspecify.annotations.NullMarked;
