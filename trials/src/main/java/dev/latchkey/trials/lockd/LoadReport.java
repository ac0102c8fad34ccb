package dev.latchkey.trials.lockd;

/**
 * How a load went. As JSON it is an object with these fields in this order.
 *
 * @param connections how many connections
 * @param exclusive how many exclusive locks they were to take
 * @param shared how many shared ones
 * @param granted how many of all were granted
 * @param connectSeconds from the first connection to the last
 * @param takeSeconds from the first request to the last answer
 * @param cutSeconds from the first connection that was cut to the last
 * @param freeSeconds from the first connection that was cut until another client was told of all that it looked at that it is free
 * @param countedSeconds from then until all are counted as orphans
 * @param orphans exclusive locks that the gateway counted as orphans
 * @param sharedOrphans the same for shared ones
 * @param ok whether all were granted, and all of them ended as orphans
 */
public record LoadReport(
        int connections,
        int exclusive,
        int shared,
        long granted,
        double connectSeconds,
        double takeSeconds,
        double cutSeconds,
        double freeSeconds,
        double countedSeconds,
        long orphans,
        long sharedOrphans,
        boolean ok) {

    /** The report as a table for people. */
    public String table() {
        return """
                connections                                        %,14d
                exclusive locks                                    %,14d
                shared locks                                       %,14d
                granted                                            %,14d
                seconds to connect                                 %14.1f
                seconds to take them                               %14.1f
                seconds to cut all connections                     %14.2f
                seconds since then until all that is seen is free  %14.2f
                seconds since then until all are orphans           %14.2f
                orphans                                            %,14d
                shared orphans                                     %,14d
                %s""".formatted(
                        connections,
                        exclusive,
                        shared,
                        granted,
                        connectSeconds,
                        takeSeconds,
                        cutSeconds,
                        freeSeconds,
                        countedSeconds,
                        orphans,
                        sharedOrphans,
                        ok ? "ok: each lock was granted, and each ended with its connection" : "NOT ok");
    }
}
