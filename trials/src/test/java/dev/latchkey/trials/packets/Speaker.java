package dev.latchkey.trials.packets;

/** The sessions that speak while an operation is performed, by what they are for. */
enum Speaker {
    /** For locks, on the shard, and logged in before. */
    LOCK_SESSION,
    /** For short statements on the shard. */
    STATEMENT_SESSION,
    /** For short statements on the ledger. */
    LEDGER_SESSION,
    /** On the shard, and logged in while the operation is performed. */
    NEW_SESSION
}
