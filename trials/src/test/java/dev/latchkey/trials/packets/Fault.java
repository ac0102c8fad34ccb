package dev.latchkey.trials.packets;

/** What happens to one message. */
enum Fault {
    /** It is lost, and its link ends with FIN. */
    CUT_BEFORE,
    /** Half of it gets through, then its link ends with FIN. */
    TORN,
    /** It gets through, then its link ends with FIN; no answer gets through. */
    CUT_AFTER,
    /** It is lost, and its link ends with RST. */
    RESET,
    /** It is lost, and its link lives on. */
    SWALLOWED
}
