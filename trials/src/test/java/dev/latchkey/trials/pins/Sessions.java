package dev.latchkey.trials.pins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.support.TestServers;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The sessions, lock names and tables of one test, on the first server: all gone after it. */
final class Sessions implements AfterEachCallback {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final String URL = TestServers.freshSchema(0);

    private final Deque<RawSession> open = new ArrayDeque<>();
    private final List<String> names = new ArrayList<>();

    /** A session with autocommit. */
    RawSession open() throws SQLException {
        return open("");
    }

    /** A session with autocommit and these properties of the driver: {@code a=1&b=2}. */
    RawSession open(String properties) throws SQLException {
        DatabaseServer server = TestServers.server(0);
        return keep(RawSession.open(url(properties), server.user(), server.password()));
    }

    RawSession keep(RawSession session) {
        open.push(session);
        return session;
    }

    static String url(String properties) {
        return URL + (URL.contains("?") ? "&" : "?") + properties;
    }

    /** A lock name that no other test uses. */
    String newName() {
        String name = "PIN_" + NUMBERS.incrementAndGet();
        names.add(name);
        return name;
    }

    /** An InnoDB table of its own with the rows 1 to {@code rows}: {@code id} is the key, {@code n} is 0. */
    String newTable(int rows) throws SQLException {
        String table = newTable("InnoDB");
        RawSession session = open();
        if (rows > 0) {
            session.ask("INSERT INTO " + table + " VALUES (1, 0)");
        }
        for (int there = 1; there < rows; there *= 2) {
            session.ask("INSERT INTO %1$s SELECT id + %2$d, 0 FROM %1$s WHERE id + %2$d <= %3$d"
                    .formatted(table, there, rows));
        }
        return table;
    }

    String newTable(String engine) throws SQLException {
        String table = "t" + NUMBERS.incrementAndGet();
        open().ask("CREATE TABLE %s (id INT PRIMARY KEY, n INT NOT NULL) ENGINE = %s".formatted(table, engine));
        return table;
    }

    @Override
    public void afterEach(ExtensionContext context) throws SQLException {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        try (RawSession last = open()) {
            for (String name : names) {
                await().untilAsserted(() -> assertThat(last.ask("SELECT IS_USED_LOCK(?)", name))
                        .as("holder of %s after the test", name)
                        .isNull());
            }
        }
        open.clear();
    }
}
