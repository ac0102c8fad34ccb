/**
 * The ledger: the index, on a cluster of its own, of the actions that are done.
 *
 * <p>Everyone asks it first. It may lag behind the receipts on the shards, which are the truth: {@link
 * dev.latchkey.ledger.Marks} writes marks in batches after the commit, and {@link dev.latchkey.ledger.Reconciler} brings in
 * what a crash, or an absent ledger, left out; {@link dev.latchkey.ledger.LostCommits} shows what the ledger knows and a failover
 * lost; {@link dev.latchkey.ledger.Retention} deletes what is old.
 *
 * <pre>{@code
 * Optional<Receipt> done = ledger.find(action.id());
 * long marked = new Reconciler(ledger, shards).reconcile();
 * }</pre>
 */
@NullMarked
package dev.latchkey.ledger;

import org.jspecify.annotations.NullMarked;
