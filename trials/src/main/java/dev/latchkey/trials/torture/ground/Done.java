package dev.latchkey.trials.torture.ground;

/**
 * What a receipt, or a mark of the ledger, says.
 *
 * @param result the id of the operation that did it, as it was stored
 */
public record Done(String key, String workId, String runId, String result) {}
