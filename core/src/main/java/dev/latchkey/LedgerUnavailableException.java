package dev.latchkey;

/** The ledger couldn't be asked whether the action was done before. The work didn't run. */
public final class LedgerUnavailableException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    /** For the floors above. */
    public LedgerUnavailableException(String what, Throwable cause) {
        super(
                "%s not run: the ledger can't be asked (%s); bring it back, or configure LedgerDown.ASK_THE_RECEIPT to go on without it"
                        .formatted(what, Text.reason(cause)),
                cause);
    }
}
