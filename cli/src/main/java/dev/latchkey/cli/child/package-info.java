/**
 * A command as a child process: started with its own standard streams, told signals, and ended with all that it has started. Needs a
 * Unix shell; with {@code setsid} the command gets a process group of its own.
 *
 * <pre>{@code
 * Child child = Child.start(List.of("make", "report"), environment, Duration.ofSeconds(5));
 * int exitCode = child.awaitEnd();
 * }</pre>
 */
@NullMarked
package dev.latchkey.cli.child;

import org.jspecify.annotations.NullMarked;
