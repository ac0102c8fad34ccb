package dev.latchkey.trials.packets;

import java.util.Optional;

/** One use of the library through a {@link Lane}, with keys of its own: prepared and performed once, then held against what the servers say. */
interface Trial {

    /** What must be there before. */
    void prepare();

    /** Uses the library. What the user is told is kept. */
    void perform();

    /** Takes back what was prepared and is still there. */
    void end();

    /** What the user was told that isn't what he wished for. */
    Optional<Throwable> trouble();

    /** Whether he was told that the locks were held until their release. */
    boolean saysHeldToTheEnd();

    /** Whether what he was told is true, and all can be done again where nothing is in the way. */
    void verify();
}
