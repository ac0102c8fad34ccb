package dev.latchkey.trials.demo;

/** So many of something, in plain English: {@code 1 worker}, {@code 20,000 events}. */
final class Counted {

    private Counted() {}

    static String of(long number, String one) {
        return "%,d %s%s".formatted(number, one, number == 1 ? "" : "s");
    }
}
