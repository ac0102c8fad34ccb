package dev.latchkey.benchmarks.cases;

import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.measure.HandOvers;
import dev.latchkey.benchmarks.measure.HandOvers.Tenure;
import dev.latchkey.benchmarks.measure.Result;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.stage.ChildJvm;
import dev.latchkey.trials.stage.LogFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The same among eight programs with one contender each: nobody queues its own. */
public final class HandOverAmongPrograms implements Case {

    private static final int PROGRAMS = 8;
    private static final Duration HOLD = Duration.ofMillis(5);
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final int TURNS_IN_ONE = 10;

    @Override
    public String title() {
        return "hand-over among %d programs, held for %d ms".formatted(PROGRAMS, HOLD.toMillis());
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put(Ways.OURS, ground.shard().url().text());
        addresses.put(Ways.RAW, ground.shard().url().text());
        ground.redis().ifPresent(redis -> addresses.put(Ways.REDISSON, redis.address()));
        Duration turn = effort.turn().multipliedBy(TURNS_IN_ONE);
        LogFolder logs = LogFolder.create("latchkey-bench-");
        for (Map.Entry<String, String> way : addresses.entrySet()) {
            String key = "BENCH_PROGRAMS_" + way.getKey().replace(' ', '_');
            List<ChildJvm> programs = new ArrayList<>();
            try {
                for (int i = 0; i < PROGRAMS; i++) {
                    programs.add(start(way.getKey(), way.getValue(), ground.shard(), key, logs));
                }
                for (ChildJvm program : programs) {
                    require("ready", program.nextLine().orElse("its end"));
                }
                contend(programs, effort.warmUp(), Duration.ZERO);
                HandOvers seen = contend(programs, turn, HOLD);
                findings.add(Result.of(title(), way.getKey(), PROGRAMS, seen.figures(PROGRAMS, turn.toNanos() / 1e9)));
            } finally {
                for (ChildJvm program : programs) {
                    program.letEnd();
                    program.close();
                }
            }
        }
        logs.delete();
    }

    private static ChildJvm start(String way, String address, ServerConfig server, String key, LogFolder logs)
            throws IOException {
        ChildJvm program = ChildJvm.start(ContenderProcess.class, logs.path().resolve("contender.log"));
        program.send(ContenderProcess.order(way, address, server.user(), server.password(), key, LEASE));
        return program;
    }

    private static HandOvers contend(List<ChildJvm> programs, Duration turn, Duration hold) throws IOException {
        HandOvers handOvers = new HandOvers();
        long until = System.nanoTime() + turn.toNanos();
        for (ChildJvm program : programs) {
            program.send("contend %d %d".formatted(until, hold.toNanos()));
        }
        for (int i = 0; i < programs.size(); i++) {
            String line = programs.get(i).nextLine().orElse("its end");
            while (line.contains(" ")) {
                String[] tenure = line.split(" ", -1);
                handOvers.add(
                        new Tenure(i, Long.parseLong(tenure[0]), Long.parseLong(tenure[1]), Long.parseLong(tenure[2])));
                line = programs.get(i).nextLine().orElse("its end");
            }
            require("done", line);
        }
        return handOvers;
    }

    private static void require(String wanted, String answer) {
        if (!answer.equals(wanted)) {
            throw new IllegalStateException("a contender answered %s, not %s".formatted(answer, wanted));
        }
    }
}
