package dev.latchkey.trials.pins;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import dev.latchkey.trials.servers.ServerSession;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One connection, beside all pools and rules: what the server does with it is what a pin is about. One statement at a time. */
final class RawSession implements AutoCloseable {

    private final Connection connection;
    private final long id;

    RawSession(Connection connection) throws SQLException {
        this.connection = connection;
        this.id = number("SELECT CONNECTION_ID()");
    }

    static RawSession open(String url, String user, String password) throws SQLException {
        return new RawSession(DriverManager.getConnection(url, user, password));
    }

    Connection connection() {
        return connection;
    }

    /** The id that the server gave it first. */
    long id() {
        return id;
    }

    /** The first column of the last row, null for NULL; of a statement without rows how many it changed. */
    @Nullable
    String ask(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            if (!statement.execute()) {
                return Integer.toString(statement.getUpdateCount());
            }
            try (ResultSet rows = statement.getResultSet()) {
                String answer = null;
                while (rows.next()) {
                    answer = rows.getString(1);
                }
                return answer;
            }
        }
    }

    /** The same, for an answer that must be a number. */
    long number(String sql, @Nullable Object... parameters) throws SQLException {
        String answer = ask(sql, parameters);
        return answer == null ? fail("NULL from " + sql) : Long.parseLong(answer);
    }

    /** The same, while the caller goes on; the future ends with the SQLException as the cause if there is one. */
    CompletableFuture<@Nullable String> askLater(String sql, @Nullable Object... parameters) {
        CompletableFuture<@Nullable String> answer = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        answer.complete(ask(sql, parameters));
                    } catch (SQLException e) {
                        answer.completeExceptionally(e);
                    }
                },
                "session " + id);
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    /** Sends it and waits until the server shows that the session waits. */
    CompletableFuture<@Nullable String> askAndWait(RawSession observer, String sql, @Nullable Object... parameters) {
        CompletableFuture<@Nullable String> answer = askLater(sql, parameters);
        await().until(() -> answer.isDone() || observer.seesWaiting(this));
        return answer;
    }

    private boolean seesWaiting(RawSession other) throws SQLException {
        return others().anyMatch(session -> session.id() == other.id
                        && (session.waitsForALock() || session.state().startsWith("Waiting for")))
                || number(
                                "SELECT COUNT(*) FROM information_schema.INNODB_TRX"
                                        + " WHERE trx_mysql_thread_id = ? AND trx_state = 'LOCK WAIT'",
                                other.id)
                        > 0;
    }

    /** Whether the server lists this other session, as far as the account may see it. */
    boolean sees(RawSession other) throws SQLException {
        return others().anyMatch(session -> session.id() == other.id);
    }

    private Stream<ServerSession> others() throws SQLException {
        return ServerSession.others(connection).stream();
    }

    /** The code of the error that this must meet. */
    int errorOf(String sql, @Nullable Object... parameters) {
        try {
            ask(sql, parameters);
        } catch (SQLException e) {
            return e.getErrorCode();
        }
        return fail("no error from " + sql);
    }

    /** Begins a transaction that the server opens with the next statement. */
    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    /** Cuts it; the server rolls back and frees, whatever state it was left in. */
    @Override
    public void close() throws SQLException {
        connection.abort(Runnable::run);
    }
}
