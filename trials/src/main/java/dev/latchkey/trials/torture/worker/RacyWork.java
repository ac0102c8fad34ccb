package dev.latchkey.trials.torture.worker;

import dev.latchkey.LockKey;
import dev.latchkey.Work;
import dev.latchkey.trials.torture.ground.Keys;
import dev.latchkey.trials.torture.history.FaultKind;
import dev.latchkey.trials.torture.history.Invocation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Work that is right only if it runs alone, all of it, and once: it reads a counter, and sets it to one more than it read; and it
 * leaves a trace at its beginning and one at its end. Its result is the id of its operation.
 */
final class RacyWork implements Work<String, SQLException> {

    private static final int DEADLOCK = 1213;

    private final Invocation invocation;
    private final String key;
    private final Temper temper;
    private final Scribe scribe;

    RacyWork(Invocation invocation, Temper temper, Scribe scribe) {
        this.invocation = invocation;
        this.key = invocation.keys().get(0);
        this.temper = temper;
        this.scribe = scribe;
    }

    @Override
    public String run(Connection connection) throws SQLException {
        return run(connection, OptionalLong.empty());
    }

    /** The same in a run that has drawn a token. */
    String run(Connection connection, long token) throws SQLException {
        return run(connection, OptionalLong.of(token));
    }

    private String run(Connection connection, OptionalLong token) throws SQLException {
        scribe.entered(invocation, token);
        long seen = read(connection);
        leaveTrace(connection, 1, seen);
        if (temper.releasesItsLock()) {
            release(connection);
            scribe.struck(FaultKind.LOCK_RELEASED_IN_WORK);
        }
        pause();
        if (temper.deadlocks()) {
            wantBothRows(connection);
        }
        set(connection, seen + 1);
        leaveTrace(connection, 2, seen);
        scribe.left(invocation);
        return invocation.operation();
    }

    private long read(Connection connection) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT n FROM torture_counter WHERE lock_key = ?")) {
            query.setString(1, key);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("the counter of %s is not here".formatted(key), "02000");
                }
                return row.getLong(1);
            }
        }
    }

    private void set(Connection connection, long n) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE torture_counter SET n = ? WHERE lock_key = ?")) {
            update.setLong(1, n);
            update.setString(2, key);
            update.executeUpdate();
        }
    }

    private void leaveTrace(Connection connection, int half, long seen) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO torture_effect (operation, lock_key, work_id, half, seen) VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, invocation.operation());
            insert.setString(2, key);
            insert.setString(3, invocation.workId());
            insert.setInt(4, half);
            insert.setLong(5, seen);
            insert.executeUpdate();
        }
    }

    /** What only work that was permitted to CALL can do. */
    private void release(Connection connection) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement("CALL torture_release(?)")) {
            call.setString(1, Keys.name(LockKey.parse(key)).text());
            call.execute();
        }
    }

    /** As careless code does: whatever goes wrong here, the work goes on. */
    private void wantBothRows(Connection connection) {
        try {
            wantRow(connection, temper.firstRow());
            pause();
            wantRow(connection, temper.secondRow());
        } catch (SQLException e) {
            if (e.getErrorCode() == DEADLOCK) {
                scribe.struck(FaultKind.DEADLOCK_SWALLOWED);
            }
        }
    }

    private static void wantRow(Connection connection, int id) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE torture_row SET n = n + 1 WHERE id = ?")) {
            update.setInt(1, id);
            update.executeUpdate();
        }
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(temper.pause().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
