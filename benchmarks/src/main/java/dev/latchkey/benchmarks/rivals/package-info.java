/** What people would pick instead, each used as its manual says. */
@NullMarked
package dev.latchkey.benchmarks.rivals;

import org.jspecify.annotations.NullMarked;
