package dev.latchkey.trials.preflight;

import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.servers.ServerSource;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Embedded MariaDB servers that form a Galera cluster on this machine. */
final class GaleraNodes implements AutoCloseable {

    /** The system property with the path of Galera's library; Debian's package galera-4 installs it where we look else. */
    static final String PROVIDER = "latchkey.galera";

    private static final Path INSTALLED = Path.of("/usr/lib/galera/libgalera_smm.so");

    private final List<DatabaseServer> nodes = new ArrayList<>();
    private final Path provider;
    private final String firstAddress;

    GaleraNodes(Path provider) {
        this.provider = provider;
        this.firstAddress = freeAddress();
    }

    /** The library, where there is one. */
    static Optional<Path> provider() {
        String given = System.getProperty(PROVIDER, "");
        return Optional.of(given.isEmpty() ? INSTALLED : Path.of(given)).filter(Files::isReadable);
    }

    /** A new cluster of one node. */
    DatabaseServer found() {
        return start("gcomm://", firstAddress);
    }

    /**
     * A further node. It is told to skip the transfer of data, which would need tools that aren't there; so it is counted, and
     * stays not ready.
     */
    DatabaseServer join() {
        return start("gcomm://" + firstAddress, freeAddress());
    }

    private DatabaseServer start(String cluster, String address) {
        List<String> options = List.of(
                "--wsrep-on=ON",
                "--wsrep-provider=" + provider,
                "--wsrep-cluster-address=" + cluster,
                "--wsrep-node-address=127.0.0.1",
                "--wsrep-sst-method=skip",
                "--wsrep-provider-options=gmcast.listen_addr=tcp://" + address + ";ist.recv_addr=" + freeAddress(),
                "--binlog-format=ROW",
                "--innodb-autoinc-lock-mode=2");
        DatabaseServer node = ServerSource.parse("embedded", null, "")
                .withOptions(options)
                .start(1)
                .get(0);
        nodes.add(node);
        return node;
    }

    private static String freeAddress() {
        try (ServerSocket probe = new ServerSocket(0)) {
            return "127.0.0.1:" + probe.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError("no free port", e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(DatabaseServer::close);
    }
}
