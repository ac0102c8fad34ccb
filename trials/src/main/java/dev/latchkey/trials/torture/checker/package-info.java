/**
 * Holds a history against the tables: the promise, rule by rule. It knows nothing of the library but the promise.
 *
 * <pre>{@code
 * SortedMap<Rule, List<String>> violations = Checker.check(evidence);
 * }</pre>
 */
@NullMarked
package dev.latchkey.trials.torture.checker;

import org.jspecify.annotations.NullMarked;
