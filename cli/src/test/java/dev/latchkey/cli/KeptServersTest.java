package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.trials.servers.ServerSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The demo that keeps its servers, as a process of its own, since it runs until it is told to end. */
class KeptServersTest {

    private static final Pattern CONNECTION = Pattern.compile(
            "  (shard 1|shard 2|ledger) +mysql --protocol=TCP -h (\\S+) -P (\\d+) -u (\\S+)(?: -p(\\S+))? (\\S+)");

    @Test
    void canBeLookedAtUntilTheDemoIsEnded() throws Exception {
        Process demo = demo();
        List<Matcher> servers;
        try {
            servers = connections(demo.errorReader());
            assertThat(receipts(servers.get(0)) + receipts(servers.get(1))).isPositive();
        } finally {
            demo.destroy();
        }
        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> receipts(servers.get(0))).isInstanceOf(SQLException.class);
    }

    private static Process demo() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "demo",
                        "--events",
                        "100",
                        "--servers",
                        System.getProperty(ServerSource.SERVERS, "embedded"),
                        "--keep")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<Matcher> connections(BufferedReader lines) throws IOException {
        List<Matcher> found = new ArrayList<>();
        while (found.size() < 3) {
            Matcher connection = CONNECTION.matcher(Objects.requireNonNull(lines.readLine(), "no further line"));
            if (connection.matches()) {
                found.add(connection);
            }
        }
        return found;
    }

    private static long receipts(Matcher server) throws SQLException {
        String url = "jdbc:mysql://%s:%s/%s".formatted(server.group(2), server.group(3), server.group(6));
        try (Connection connection = DriverManager.getConnection(
                        url, server.group(4), Objects.requireNonNullElse(server.group(5), ""));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM latchkey_receipt")) {
            row.next();
            return row.getLong(1);
        }
    }
}
