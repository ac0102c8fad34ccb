package dev.latchkey.trials.demo;

import dev.latchkey.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The work of an event: ordinary SQL, which would do it twice if it were run twice. */
record EventWork(Event event, Runnable afterItsStatements) implements Work<String, SQLException> {

    @Override
    public String run(Connection connection) throws SQLException {
        addToBalance(connection);
        addEntry(connection);
        afterItsStatements.run();
        return event.amount().toPlainString();
    }

    private void addToBalance(Connection connection) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE demo_account SET balance = balance + ? WHERE id = ?")) {
            update.setBigDecimal(1, event.amount());
            update.setLong(2, event.account());
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("account %d does not exist".formatted(event.account()));
            }
        }
    }

    private void addEntry(Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO demo_entry (work_id, account, amount) VALUES (?, ?, ?)")) {
            insert.setString(1, event.workId());
            insert.setLong(2, event.account());
            insert.setBigDecimal(3, event.amount());
            insert.executeUpdate();
        }
    }
}
