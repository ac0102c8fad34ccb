package dev.latchkey.trials.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Makes servers that are processes of this machine. */
final class LocalServers {
    /**
     * Ports below those that Linux hands out to clients (32768 and up): while a server is stopped, no client's own end can sit on its
     * port, nor can a client that tries to reach it be connected to itself.
     */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 12_000;

    private static final byte[] LOCALHOST = {127, 0, 0, 1};

    /** Somebody may take a free port before the server does, but hardly ten times in a row. */
    private static final int TRIES = 10;

    private LocalServers() {}

    static LocalServer create(ServerProgram program) throws IOException {
        Path folder = RunFolder.forServer();
        FileTree.copy(program.freshData(), folder.resolve("data"));
        for (int tries = 1; ; tries++) {
            ServerProcess process = new ServerProcess(program.command(), folder, freePort());
            try {
                LocalServer server = new LocalServer(process);
                server.start();
                return server;
            } catch (ServerException e) {
                if (tries == TRIES || !process.portWasTaken()) {
                    FileTree.delete(folder);
                    throw e;
                }
                Files.deleteIfExists(process.log());
            }
        }
    }

    private static int freePort() throws IOException {
        for (int tries = 1; ; tries++) {
            int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByAddress(LOCALHOST))) {
                return probe.getLocalPort();
            } catch (IOException e) {
                if (tries == PORTS) {
                    throw e;
                }
            }
        }
    }
}
