package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.LockName;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.TestFleet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** A session of a program without this library. It holds some locks until it is closed. */
final class ForeignHolder implements AutoCloseable {

    private final Connection connection;

    private ForeignHolder(Connection connection) {
        this.connection = connection;
    }

    static ForeignHolder holding(ServerConfig server, List<LockName> names) {
        ForeignHolder foreign = new ForeignHolder(TestFleet.connect(server));
        names.forEach(name -> assertThat(foreign.ask("SELECT GET_LOCK(?, 0)", name))
                .as("%s", name)
                .isOne());
        return foreign;
    }

    void release(LockName name) {
        assertThat(ask("SELECT RELEASE_LOCK(?)", name)).isOne();
    }

    private long ask(String sql, LockName name) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name.text());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
