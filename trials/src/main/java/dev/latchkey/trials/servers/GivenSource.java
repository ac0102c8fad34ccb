package dev.latchkey.trials.servers;

import java.sql.SQLException;
import java.util.List;

/** Servers that run already. They are asked for a login, and nothing else is done to them. */
record GivenSource(List<GivenServer> servers) implements ServerSource {

    @Override
    public List<DatabaseServer> start(int count) {
        SideBySide.checkCount(count);
        if (count > servers.size()) {
            throw new ServerException(count + " servers wanted, but " + ServerSource.SERVERS + " gives only "
                    + servers.size() + "; add " + (count - servers.size()) + " more after urls:, separated by commas");
        }
        List<GivenServer> wanted = servers.subList(0, count);
        wanted.forEach(GivenSource::checkLogin);
        return List.copyOf(wanted);
    }

    @Override
    public ServerSource withOptions(List<String> options) {
        throw new UnsupportedOperationException("servers given by URL run already, so options " + options
                + " come too late; use embedded servers, a folder with bin/mysqld, or docker:IMAGE");
    }

    private static void checkLogin(GivenServer server) {
        try {
            Login.of(server).dataFolder();
        } catch (SQLException e) {
            throw new ServerException(
                    server + " refuses to log us in: " + e.getMessage() + "; check that it runs, and "
                            + ServerSource.USER + " and " + ServerSource.PASSWORD,
                    e);
        }
    }
}
