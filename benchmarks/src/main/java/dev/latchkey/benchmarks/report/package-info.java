/** What becomes of figures: an object, a table, a page with charts. */
@NullMarked
package dev.latchkey.benchmarks.report;

import org.jspecify.annotations.NullMarked;
