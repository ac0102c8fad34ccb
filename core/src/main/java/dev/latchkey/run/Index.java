package dev.latchkey.run;

import dev.latchkey.Action;
import dev.latchkey.LedgerDown;
import dev.latchkey.LedgerUnavailableException;
import dev.latchkey.MarkState;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.ledger.Ledger;
import dev.latchkey.ledger.Marks;
import dev.latchkey.ledger.Receipt;
import dev.latchkey.locks.Shard;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger as runs see it: it may be there, away, or not wanted at all. Thread-safe. */
public final class Index {

    private static final Logger LOG = LoggerFactory.getLogger(Index.class);

    private final @Nullable Ledger ledger;
    private final @Nullable Marks marks;
    private final LedgerDown whenDown;

    /**
     * What the ledger answered.
     *
     * @param asked whether it could be asked
     * @param mark the action's mark, if it has one
     */
    record Answer(boolean asked, Optional<Receipt> mark) {

        static final Answer NOT_ASKED = new Answer(false, Optional.empty());
    }

    private Index(@Nullable Ledger ledger, @Nullable Marks marks, LedgerDown whenDown) {
        this.ledger = ledger;
        this.marks = marks;
        this.whenDown = whenDown;
    }

    /** An index on a ledger. */
    public static Index on(Ledger ledger, Marks marks, LedgerDown whenDown) {
        return new Index(ledger, marks, whenDown);
    }

    /** No ledger: the receipt is asked each time. */
    public static Index none() {
        return new Index(null, null, LedgerDown.ASK_THE_RECEIPT);
    }

    Answer ask(Action action) {
        if (ledger == null) {
            return Answer.NOT_ASKED;
        }
        try {
            return new Answer(true, ledger.find(action.id()));
        } catch (ServerUnavailableException e) {
            return switch (whenDown) {
                case REFUSE -> throw new LedgerUnavailableException(action.toString(), e);
                case ASK_THE_RECEIPT -> {
                    LOG.debug("ledger not asked for {}, the receipt is", action, e);
                    yield Answer.NOT_ASKED;
                }
            };
        }
    }

    CompletionStage<MarkState> mark(Shard shard, String server, Receipt receipt) {
        return marks == null ? nothingToMark() : marks.submit(shard, server, receipt);
    }

    static CompletionStage<MarkState> nothingToMark() {
        return CompletableFuture.completedFuture(MarkState.NONE);
    }
}
