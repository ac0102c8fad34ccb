package dev.latchkey.trials.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A MySQL that is installed in a folder, 5.7 or newer.
 *
 * <p>{@code bin/mysqld} may be a script that adds options, if it ends with {@code exec}: signals must reach the server.
 */
record MysqldHome(Path folder) implements ServerProgram {

    @Override
    public Path freshData() {
        return PreparedFolder.get("mysqld-data-" + fingerprint(), this::initialize);
    }

    /**
     * Options that not every version knows begin with {@code loose}. Without TLS, which would only cost time between two processes of
     * one machine: no certificates are made, so that there is none.
     */
    @Override
    public List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                mysqld().toString(),
                "--innodb-buffer-pool-size=64M",
                "--loose-innodb-redo-log-capacity=32M",
                "--loose-auto-generate-certs=OFF",
                "--loose-mysqlx=OFF"));
        command.addAll(ServerProgram.userOption());
        return command;
    }

    private Path mysqld() {
        return folder.resolve("bin/mysqld");
    }

    private void initialize(Path data) throws IOException, InterruptedException {
        Command.of(command(), "--initialize-insecure", "--datadir=" + data).run();
        // It holds the server's UUID, and each copy needs one of its own.
        Files.deleteIfExists(data.resolve("auto.cnf"));
    }

    /** Another path, another version or a changed file is another program. */
    private String fingerprint() {
        try {
            String text = folder.toRealPath() + "\n" + Files.getLastModifiedTime(mysqld()) + "\n"
                    + Command.of(List.of(mysqld().toString()), "--version").run();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (IOException e) {
            throw new ServerException(mysqld() + " can't be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while " + mysqld() + " told its version", e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
