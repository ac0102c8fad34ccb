package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at the statements that wait in the server's queue: each has a bound that the server itself keeps. */
final class SliceCheck implements Runnable {

    private static final Pattern HINT = Pattern.compile("MAX_EXECUTION_TIME\\((\\d+)\\)");
    private static final Pattern MARIADB_STATEMENT = Pattern.compile("max_statement_time = ([0-9.]+)");
    private static final Pattern ARGUMENT = Pattern.compile("GET_LOCK\\([^()]*, ?'?([0-9.]+)'?\\)");

    private final WaitingBench bench;
    private final Duration longest;
    private int seen;

    SliceCheck(WaitingBench bench, Duration longest) {
        this.bench = bench;
        this.longest = longest;
    }

    /** How many waiting statements it has looked at. */
    int seen() {
        return seen;
    }

    @Override
    public void run() {
        for (String statement : bench.waitingStatements()) {
            seen++;
            assertThat(bound(statement)).as(statement).isBetween(Duration.ofMillis(1), longest);
        }
    }

    private static Duration bound(String statement) {
        Matcher hint = HINT.matcher(statement);
        if (hint.find()) {
            return Duration.ofMillis(Long.parseLong(hint.group(1)));
        }
        String seconds = Stream.of(MARIADB_STATEMENT, ARGUMENT)
                .map(pattern -> pattern.matcher(statement))
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("waits without a bound: " + statement));
        return Duration.ofMillis(new BigDecimal(seconds).movePointRight(3).longValueExact());
    }
}
