package dev.latchkey.trials.lockd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.TreeMap;

/** A client of a gateway, on a plain socket. */
final class LineClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    private LineClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    static LineClient connect(InetSocketAddress gateway) {
        try {
            return new LineClient(new Socket(gateway.getAddress(), gateway.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the gateway sees it. */
    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    LineClient send(String text) {
        return send(text.getBytes(UTF_8));
    }

    LineClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next so many bytes, as text. */
    String read(int bytes) {
        try {
            return new String(in.readNBytes(bytes), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line without its end; what is left if the connection ends. */
    String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                line.write(next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString(UTF_8);
    }

    /** Sends a request and reads the one line of its answer. */
    String ask(String request) {
        return send(request + "\n").line();
    }

    /** What {@code q} answers. */
    Map<String, Long> figures() {
        send("q\nme\n");
        Map<String, Long> figures = new TreeMap<>();
        for (String line = line(); !line.startsWith("1 "); line = line()) {
            String[] parts = line.split(": ", 2);
            figures.put(parts[0], Long.parseLong(parts[1]));
        }
        return figures;
    }

    /** Waits for the gateway to end the connection. */
    void awaitEnd() {
        try {
            assertThat(in.read()).as("what comes instead of the end").isEqualTo(-1);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    /** Sends no more, and still reads. */
    void shutOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Dies by RST. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Dies by FIN. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
