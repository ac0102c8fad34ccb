package dev.latchkey.trials.torture.nemesis;

import dev.latchkey.trials.torture.history.FaultKind;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Random;

/** One kind of fault, ready to strike again and again. */
record Fault(FaultKind kind, Strike strike) {

    /** What it does. */
    @FunctionalInterface
    interface Strike {

        /**
         * Strikes once, and ends what it began.
         *
         * @return false if there was nothing to hurt, or somebody else is at it
         */
        boolean once(Random random) throws IOException, SQLException, InterruptedException;
    }
}
