/** What commands have in common on their command lines: the servers, from options or a file; keys, durations, how to print a result. */
@NullMarked
package dev.latchkey.cli.options;

import org.jspecify.annotations.NullMarked;
