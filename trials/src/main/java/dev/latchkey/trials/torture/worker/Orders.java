package dev.latchkey.trials.torture.worker;

import dev.latchkey.LockKey;
import dev.latchkey.trials.stage.Line;
import dev.latchkey.trials.torture.ground.Keys;
import dev.latchkey.trials.torture.sabotage.Premise;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a worker is told at its beginning, beside the servers.
 *
 * @param process its own name, {@code w2.5} for worker 2 in its fifth life
 * @param seed from which it draws what it does
 * @param start when the campaign began, by the monotonic clock
 * @param lease of its sessions
 * @param sabotage what is taken out of it
 */
public record Orders(String process, long seed, long start, Duration lease, Optional<Premise> sabotage, Keys keys) {

    /** The same for another process. */
    Orders as(String name) {
        return new Orders(name, seed, start, lease, sabotage, keys);
    }

    /** The orders as one line. */
    public String line() {
        return Line.of(
                process,
                seed,
                start,
                lease.toSeconds(),
                sabotage.map(Premise::name).orElse(""),
                text(keys.still()),
                text(keys.moving()));
    }

    private static String text(List<LockKey> keys) {
        return keys.stream().map(LockKey::text).collect(Collectors.joining(","));
    }

    static Orders parse(String line) {
        List<String> fields = Line.fields(line);
        return new Orders(
                fields.get(0),
                Long.parseLong(fields.get(1)),
                Long.parseLong(fields.get(2)),
                Duration.ofSeconds(Long.parseLong(fields.get(3))),
                Optional.of(fields.get(4)).filter(text -> !text.isEmpty()).map(Premise::valueOf),
                new Keys(keys(fields.get(5)), keys(fields.get(6))));
    }

    private static List<LockKey> keys(String text) {
        return Arrays.stream(text.split(","))
                .filter(key -> !key.isEmpty())
                .map(LockKey::parse)
                .toList();
    }
}
