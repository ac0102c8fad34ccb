package dev.latchkey.migrations;

import dev.latchkey.ServerUnavailableException;
import dev.latchkey.mysql.ServerConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Creates the database that a URL names, where it is missing. */
final class Databases {

    /** ER_BAD_DB_ERROR. */
    private static final int NO_SUCH_DATABASE = 1049;

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
            login(server, server.url().text()).close();
            return false;
        } catch (SQLException e) {
            if (e.getErrorCode() == NO_SUCH_DATABASE) {
                return true;
            }
            throw e;
        }
    }

    private static void create(ServerConfig server) throws SQLException {
        try (Connection connection = login(server, server.url().withoutDatabase());
                Statement statement = connection.createStatement()) {
            String name = server.url().database().replace("`", "``");
            statement.execute("CREATE DATABASE IF NOT EXISTS `%s` CHARACTER SET utf8mb4".formatted(name));
        }
    }

    private static Connection login(ServerConfig server, String url) throws SQLException {
        return DriverManager.getConnection(url, server.user(), server.password());
    }
}
