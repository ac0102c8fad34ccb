package dev.latchkey.trials.servers;

import java.io.IOException;
import java.sql.SQLException;

/** The main class of a second JVM that has a server. */
final class ServerHolder {
    private ServerHolder() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        DatabaseServer server = ServerSource.fromSystemProperties().start(1).get(0);
        SecondJvm.sayAndWait(server.url() + " " + Login.of(server).dataFolder());
    }
}
