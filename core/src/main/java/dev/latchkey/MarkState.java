package dev.latchkey;

/** Where the ledger stands with an action that is done. The receipt is the truth in every case. */
public enum MarkState {
    /** The ledger has acknowledged the mark. */
    MARKED,
    /** The ledger couldn't be reached, or not in time; the reconciler brings the mark in from the receipt. */
    PENDING,
    /** There is nothing to mark: no ledger, or a run without a work id. */
    NONE
}
