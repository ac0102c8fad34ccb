package dev.latchkey.trials.lockd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client that takes nothing and looks on. */
final class Observer implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader answers;

    private Observer(Socket socket) throws IOException {
        this.socket = socket;
        this.answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    static Observer at(InetSocketAddress gateway) throws IOException {
        return new Observer(new Socket(gateway.getAddress(), gateway.getPort()));
    }

    private void send(String requests) throws IOException {
        socket.getOutputStream().write(requests.getBytes(UTF_8));
    }

    private String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the gateway has closed the connection");
        }
        return line;
    }

    /** Locks whose clients have gone, as {@code q} counts them. */
    record Orphans(long exclusive, long shared) {

        Orphans since(Orphans before) {
            return new Orphans(exclusive - before.exclusive, shared - before.shared);
        }

        long both() {
            return exclusive + shared;
        }
    }

    Orphans orphans() throws IOException {
        send("q\nme\n"); // q has no end of its own
        Map<String, Long> figures = new HashMap<>();
        for (String line = line(); !line.startsWith("1 "); line = line()) {
            int colon = line.indexOf(": ");
            figures.put(line.substring(0, colon), Long.parseLong(line.substring(colon + 2)));
        }
        return new Orphans(figures.getOrDefault("orphans", 0L), figures.getOrDefault("shared_orphans", 0L));
    }

    /** How many of these looks are answered with something else than 0. */
    int held(List<String> looks) throws IOException {
        send(String.join("", looks));
        int held = 0;
        for (int i = 0; i < looks.size(); i++) {
            if (!line().startsWith("0 ")) {
                held++;
            }
        }
        return held;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
