package dev.latchkey.trials.locks;

import static org.awaitility.Awaitility.await;

import dev.latchkey.LockName;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.TestFleet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** A program that calls the server's lock functions itself, on one session. One statement at a time. */
final class Rival implements AutoCloseable {

    private final ServerConfig config;
    private final Connection connection;
    private final long session;

    Rival(ServerConfig config) {
        this.config = config;
        this.connection = TestFleet.connect(config);
        this.session = ask("SELECT CONNECTION_ID()");
    }

    /** Its connection id. */
    long session() {
        return session;
    }

    /** Takes the lock at once: 1, or 0 if somebody else has it. */
    long take(LockName name) {
        return ask("SELECT GET_LOCK(?, 0)", name.text());
    }

    long release(LockName name) {
        return ask("SELECT RELEASE_LOCK(?)", name.text());
    }

    /** Asks for the lock, which somebody holds, and waits in the server's queue while the caller goes on. */
    CompletableFuture<Long> queueFor(LockName name) {
        CompletableFuture<Long> answer = later("SELECT GET_LOCK(?, 60)", name);
        await("the wait of session " + session)
                .until(() -> answer.isDone()
                        || TestFleet.sessions(config, seen -> seen.id() == session && seen.waitsForALock()) == 1);
        return answer;
    }

    /** Releases the lock when so many seconds have passed on the server. */
    CompletableFuture<Long> releaseAfter(double seconds, LockName name) {
        return later("SELECT SLEEP(" + seconds + ") + RELEASE_LOCK(?)", name);
    }

    private CompletableFuture<Long> later(String sql, LockName name) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        answer.complete(ask(sql, name.text()));
                    } catch (AssertionError e) {
                        answer.completeExceptionally(e);
                    }
                },
                "rival " + session);
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    private long ask(String sql, String... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.abort(Runnable::run);
    }
}
