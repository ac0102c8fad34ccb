package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.TestServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What the server is really sent: the driver has statements of its own, which no interceptor sees. */
final class RoundTripsTest {

    private static final String QUESTIONS =
            "SELECT VARIABLE_VALUE FROM %s.session_status WHERE VARIABLE_NAME = 'Questions'"
                    .formatted(TestServers.isMariaDb() ? "information_schema" : "performance_schema");

    @Test
    void aStatementOfTheWorkIsOneWhicheverWayItIsExecuted() throws SQLException {
        TestFleet.shared().fleet().run(newKey(), connection -> {
            long before = questions(connection);
            try (PreparedStatement write = connection.prepareStatement("DELETE FROM effect WHERE work_id = ''")) {
                write.execute();
                write.executeUpdate();
            }
            assertThat(questions(connection) - before)
                    .as("two, and this question")
                    .isEqualTo(3);
            return "done";
        });
    }

    private static long questions(Connection connection) throws SQLException {
        try (PreparedStatement question = connection.prepareStatement(QUESTIONS);
                ResultSet row = question.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
