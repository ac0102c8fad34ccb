package dev.latchkey;

/** What a run does when the ledger can't be asked. */
public enum LedgerDown {
    /** It is refused before the work: {@link LedgerUnavailableException}. The default. */
    REFUSE,
    /** It asks the shard's receipt instead, one round trip, and goes on. */
    ASK_THE_RECEIPT
}
