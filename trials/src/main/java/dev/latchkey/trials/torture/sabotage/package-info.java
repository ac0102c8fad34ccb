/**
 * Takes one premise of the design out of a process of ours, by a JDBC driver that stands in front of the real one and alters or adds
 * statements. By that a campaign shows that it would have found out.
 *
 * <pre>{@code
 * SabotagingDriver.install(Premise.SNAPSHOT); // from now on each new connection of this JVM
 * }</pre>
 */
@NullMarked
package dev.latchkey.trials.torture.sabotage;

import org.jspecify.annotations.NullMarked;
