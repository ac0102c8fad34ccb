package dev.latchkey.trials.servers;

import org.testcontainers.containers.GenericContainer;

/** A server in a container. Its process is Docker's: it can't be killed or paused from here. */
record ContainerServer(GenericContainer<?> container) implements DatabaseServer {
    static final int PORT = 3306;
    static final String USER = "root";
    static final String PASSWORD = "";

    static JdbcAddress address(String host, int port) {
        return new JdbcAddress(host + ":" + port, "");
    }

    @Override
    public String url(String schema) {
        return address(container.getHost(), container.getMappedPort(PORT)).url(schema);
    }

    @Override
    public String user() {
        return USER;
    }

    @Override
    public String password() {
        return PASSWORD;
    }

    @Override
    public void close() {
        container.stop();
    }

    @Override
    public String toString() {
        return "server " + url() + " in a container of " + container.getDockerImageName();
    }
}
