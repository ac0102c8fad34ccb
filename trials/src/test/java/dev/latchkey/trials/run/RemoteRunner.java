package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;

import dev.latchkey.LockKey;
import dev.latchkey.Outcome;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.support.OtherJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The main class of another JVM, which makes one guarded run. Its work leaves a row, and then sends each line that it is told as a
 * statement until it is told to go on.
 */
final class RemoteRunner {

    static final String GO_ON = "go on";

    private RemoteRunner() {}

    /** Starts it; what it says first is {@code working}, and what it says last is what the run met. */
    static OtherJvm start(Path folder, FleetConfig fleet, LockKey key, WorkId workId) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                key.text(),
                workId.text(),
                Long.toString(fleet.shards().get(0).lease().toSeconds())));
        for (ServerConfig shard : fleet.shards()) {
            arguments.addAll(List.of(shard.url().text(), shard.user(), shard.password()));
        }
        return OtherJvm.start(folder, RemoteRunner.class, arguments);
    }

    public static void main(String[] arguments) {
        List<ServerConfig> shards = new ArrayList<>();
        for (int i = 3; i < arguments.length; i += 3) {
            shards.add(ServerConfig.of(arguments[i], arguments[i + 1], arguments[i + 2])
                    .withLease(Duration.ofSeconds(Long.parseLong(arguments[2]))));
        }
        LockKey key = LockKey.parse(arguments[0]);
        WorkId workId = WorkId.of(arguments[1]);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Fleet fleet = Fleet.open(FleetConfig.of(shards))) {
            Outcome<String> outcome = fleet.<String, Exception>run(key, workId, ResultCodec.string(), connection -> {
                leaveEffect(connection, workId);
                System.out.println("working");
                for (String line = input.readLine(); !line.equals(GO_ON); line = input.readLine()) {
                    System.out.println(sent(connection, line));
                }
                return "done";
            });
            System.out.println(outcome.getClass().getSimpleName());
        } catch (Exception e) {
            System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private static String sent(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return "sent";
        } catch (SQLException e) {
            return "SQLException " + e.getErrorCode();
        }
    }
}
