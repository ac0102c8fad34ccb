/** What commands show of locks, their holders, receipts and marks. */
@NullMarked
package dev.latchkey.cli.sight;

import org.jspecify.annotations.NullMarked;
