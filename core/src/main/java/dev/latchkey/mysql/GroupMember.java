package dev.latchkey.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What a server is in its replication group, by its own word. */
final class GroupMember {

    /** No row where there is no group replication. */
    static final String STATE =
            "SELECT MEMBER_STATE FROM performance_schema.replication_group_members WHERE MEMBER_ID = @@server_uuid";

    private static final String ONLINE = "ONLINE";

    private GroupMember() {}

    static boolean isOnline(String state) {
        return state.equalsIgnoreCase(ONLINE);
    }

    /**
     * Asked of each new session: a primary that dies comes back outside its group, takes writes, and knows nothing of what the
     * group has decided, not even of the commits that it was at itself.
     *
     * @throws SQLException with which another session is tried, which may lead to another server
     */
    static void require(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STATE)) {
            if (row.next() && !isOnline(row.getString(1))) {
                throw new SQLException(
                        "it is %s in its replication group, which may have another primary".formatted(row.getString(1)),
                        ServerErrors.UNFIT_SERVER);
            }
        }
    }
}
