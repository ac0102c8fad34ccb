package dev.latchkey.migrations;

import dev.latchkey.ServerUnavailableException;
import dev.latchkey.mysql.Logins;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.mysql.ServerErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Creates the database that a URL names, where it is missing. */
final class Databases {

    private Databases() {}

    static void createIfMissing(ServerConfig server) {
        try {
            if (isMissing(server)) {
                create(server);
            }
        } catch (SQLException e) {
            throw new ServerUnavailableException(
                    "creating database " + server.url().database(), server.url().toString(), e);
        }
    }

    private static boolean isMissing(ServerConfig server) throws SQLException {
        try {
            Logins.toDatabase(server).close();
            return false;
        } catch (SQLException e) {
            if (e.getErrorCode() == ServerErrors.NO_SUCH_DATABASE) {
                return true;
            }
            throw e;
        }
    }

    private static void create(ServerConfig server) throws SQLException {
        try (Connection connection = Logins.toServer(server);
                Statement statement = connection.createStatement()) {
            String name = server.url().database().replace("`", "``");
            statement.execute("CREATE DATABASE IF NOT EXISTS `%s` CHARACTER SET utf8mb4".formatted(name));
        }
    }
}
