package dev.latchkey.ledger;

import dev.latchkey.Id;
import java.time.Instant;

/**
 * What the ledger says of an action: which run did it, and where that run committed.
 *
 * @param action the action's id
 * @param runId the run that did it
 * @param namespace clear text for people, as are the next two
 * @param shard the shard that had the receipt when the mark was made
 * @param server the identity of the server that had it, or that made the commit
 * @param markedAt when the mark was made; by the ledger's clock
 */
public record Mark(
        Id action,
        Id runId,
        String namespace,
        String lockKey,
        String workId,
        String shard,
        String server,
        Instant markedAt) {}
