/**
 * The command line: what {@code ./latchkey} runs. Each command is a class; all take their servers by the same options, print their
 * result to standard output and everything else to standard error, and end with 0 only if all is well.
 *
 * <pre>{@code
 * ./latchkey demo --chaos
 * ./latchkey migrate --shard jdbc:mysql://db1/shop --shard jdbc:mysql://db2/shop --ledger jdbc:mysql://db3/shop --user app
 * }</pre>
 */
@NullMarked
package dev.latchkey.cli;

import org.jspecify.annotations.NullMarked;
