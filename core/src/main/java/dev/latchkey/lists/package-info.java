/**
 * Distinct lists and result ids, as rows of the shard that owns their names.
 *
 * <p>An insert is one transaction: it locks the row of its bucket in common with others, so that the bucket can't move meanwhile, and the
 * row of its list alone, so that inserts into one list come one after the other and positions have no gaps. It leaves an id of its call on
 * each row, by which it knows its own when the answer to its COMMIT was lost and it is repeated.
 *
 * <pre>{@code
 * DistinctList list = fleet.lists().setUp(LockKey.parse("CRAWL_7_LINKS"), Duration.ofHours(2));
 * List<String> mine = list.insertAll(List.of("a", "b"));
 * }</pre>
 */
@NullMarked
package dev.latchkey.lists;

import org.jspecify.annotations.NullMarked;
