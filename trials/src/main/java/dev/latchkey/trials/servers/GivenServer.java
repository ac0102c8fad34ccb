package dev.latchkey.trials.servers;

/** A server that somebody else runs. */
record GivenServer(JdbcAddress address, String user, String password) implements DatabaseServer {

    @Override
    public String url(String schema) {
        return address.url(schema);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "server " + url() + " of user '" + user + "'";
    }
}
