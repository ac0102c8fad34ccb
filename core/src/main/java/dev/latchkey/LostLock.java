package dev.latchkey;

import java.time.Duration;

/**
 * A lock that ended before its release, with what is known of it.
 *
 * @param name the lock
 * @param server the server on which it was held, as errors and logs name it
 * @param session the session that held it
 * @param evidence how we know
 * @param detail the same for people: {@code does not hold it any more, as the server says}
 * @param held how long it had been held when the loss was found out
 */
public record LostLock(LockName name, String server, long session, Evidence evidence, String detail, Duration held) {

    /** How we know that a lock is lost. */
    public enum Evidence {
        /** The server answered, and says that the session is gone or doesn't hold the lock. */
        SERVER_SAID_SO("run it again, and look in the server's log for who ended that session"),
        /** The server gave no answer in time. It frees the lock within the lease; until then nobody else has it. */
        SERVER_CANT_BE_ASKED("run it again once the server answers; it frees the lock within the lease"),
        /** It was held for the maximum that was asked for, and we ended it: rolled back first, then freed. */
        HELD_TOO_LONG("do less under one lock, or allow a longer hold"),
        /** The program closed the server's locks and waited no longer for this one. */
        CLOSED("release all locks before closing, or allow the closing more time");

        private final String nextStep;

        Evidence(String nextStep) {
            this.nextStep = nextStep;
        }

        /** What to do about it. */
        public String nextStep() {
            return nextStep;
        }
    }

    /** All of it in one sentence, as errors and logs say it. */
    @Override
    public String toString() {
        return "lock %s lost on %s: session %d %s, after %s; %s"
                .formatted(name, server, session, detail, Text.duration(held), evidence.nextStep());
    }
}
