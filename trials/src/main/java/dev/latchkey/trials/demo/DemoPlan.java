package dev.latchkey.trials.demo;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the demo is to do. Bounds are checked when it is made.
 *
 * @param accounts how many accounts there are, numbered from 1
 * @param events how many events are delivered, duplicates included; ignored where there is an input
 * @param duplicates how many per cent of the actions are delivered twice
 * @param workers how many worker processes there are
 * @param chaos whether they, their sessions and their servers are killed meanwhile
 * @param seed from which events and chaos are made; the same seed again makes the same events
 * @param input the events as a CSV file, instead of made-up ones
 */
public record DemoPlan(
        int accounts, int events, int duplicates, int workers, boolean chaos, long seed, Optional<Path> input) {

    /** More would only make the preparations longer than the demo. */
    public static final int MOST_ACCOUNTS = 100_000;

    /** All events are held in memory, and compared with the tables at the end. */
    public static final int MOST_EVENTS = 1_000_000;

    /** Each has {@value Worker#THREADS} threads, with as many sessions on each shard; a server has 151 unless told otherwise. */
    public static final int MOST_WORKERS = 32;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if a number is out of them
     */
    public DemoPlan {
        check("accounts", accounts, 1, MOST_ACCOUNTS);
        check("events", events, 1, MOST_EVENTS);
        check("duplicates", duplicates, 0, 100);
        check("workers", workers, 1, MOST_WORKERS);
    }

    private static void check(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "--%s %d is not possible; give a whole number from %d to %d".formatted(what, value, least, most));
        }
    }
}
