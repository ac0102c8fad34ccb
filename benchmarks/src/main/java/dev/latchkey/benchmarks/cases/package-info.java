/** What is measured: each case is one question, and adds its figures and aims to the findings. */
@NullMarked
package dev.latchkey.benchmarks.cases;

import org.jspecify.annotations.NullMarked;
