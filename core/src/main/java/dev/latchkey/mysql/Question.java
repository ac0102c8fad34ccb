package dev.latchkey.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Something that is asked with each run or lock, and has one row for an answer, or none. Plain JDBC: it shows in every round trip.
 *
 * @param sql a SELECT
 * @param parameters sets its parameters
 * @param reader reads the row
 */
public record Question<T>(String sql, Parameters parameters, Reader<T> reader) {

    /** What a statement is to be given. */
    @FunctionalInterface
    public interface Parameters {
        /** Sets them. */
        void set(PreparedStatement statement) throws SQLException;
    }

    /** What is made of a row. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Reads the row on which the result stands. */
        T read(ResultSet row) throws SQLException;
    }

    Optional<T> ask(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.set(statement);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(reader.read(row)) : Optional.empty();
            }
        }
    }
}
