package dev.latchkey.ledger;

import dev.latchkey.Action;
import dev.latchkey.Id;
import org.jspecify.annotations.Nullable;

/**
 * What a shard keeps of an action that is done, and what the ledger's mark repeats.
 *
 * @param action the action's id
 * @param runId the run that did it
 * @param namespace clear text for people, as are the next two
 * @param result the encoded result
 */
@SuppressWarnings("ArrayRecordComponent") // receipts are passed on, never compared
public record Receipt(Id action, Id runId, String namespace, String lockKey, String workId, byte @Nullable [] result) {

    /** The receipt of a run. */
    public static Receipt of(Action action, Id runId, byte @Nullable [] result) {
        return new Receipt(
                action.id(),
                runId,
                action.namespace().text(),
                action.key().text(),
                action.workId().text(),
                result);
    }
}
