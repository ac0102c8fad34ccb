package dev.latchkey.trials.net;

import java.nio.ByteBuffer;

/**
 * Decides what becomes of bytes on their way through a link. Each direction of a link has a thread that asks, one chunk after the
 * other, and that waits for the answer: a passage that takes its time delays what it is asked about, and what comes after it.
 */
@FunctionalInterface
public interface Passage {

    /** The way that bytes go. */
    enum Direction {
        /** From client to server. */
        REQUEST,
        /** From server to client. */
        ANSWER
    }

    /** What becomes of them. */
    enum Fate {
        FORWARDED,
        /** They are lost, and the link lives on. */
        SWALLOWED,
        /** They are lost, and so is the link, with FIN to both sides. */
        CUT_BEFORE,
        /** The first half of them gets through: then the link is cut, with FIN to both sides. */
        TORN,
        /** They are the last that get through: then the link is cut, with FIN to both sides. */
        CUT_AFTER
    }

    /** Lets everything through. */
    Passage OPEN = (link, direction, bytes) -> Fate.FORWARDED;

    /**
     * The fate of a chunk: what one read of a socket brought, which is whole packets or not.
     *
     * @param bytes read-only, and valid until this returns
     */
    Fate of(Link link, Direction direction, ByteBuffer bytes);
}
