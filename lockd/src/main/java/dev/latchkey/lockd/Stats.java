package dev.latchkey.lockd;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What {@code q} tells and doesn't count names for. Thread-safe. */
final class Stats {

    private final Map<Command, LongAdder> commands = new EnumMap<>(Command.class);
    private final LongAdder invalidCommands = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final LongAdder orphans = new LongAdder();
    private final LongAdder sharedOrphans = new LongAdder();

    Stats() {
        for (Command command : Command.values()) {
            commands.put(command, new LongAdder());
        }
    }

    void count(Command command) {
        Objects.requireNonNull(commands.get(command)).increment();
    }

    LongAdder invalidCommands() {
        return invalidCommands;
    }

    LongAdder connections() {
        return connections;
    }

    LongAdder orphans() {
        return orphans;
    }

    LongAdder sharedOrphans() {
        return sharedOrphans;
    }

    /** All of them, by the names that the protocol has for them, and sorted by these. */
    Map<String, Long> figures() {
        Map<String, Long> figures = new TreeMap<>();
        commands.forEach((command, count) -> figures.put("command_" + command.word(), count.sum()));
        figures.put("invalid_commands", invalidCommands.sum());
        figures.put("connections", connections.sum());
        figures.put("orphans", orphans.sum());
        figures.put("shared_orphans", sharedOrphans.sum());
        return figures;
    }
}
