package dev.latchkey.trials.net;

import dev.latchkey.trials.net.Passage.Direction;
import dev.latchkey.trials.net.Passage.Fate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One connection through a {@link TcpProxy}: a socket to the client, one to the server, and a thread for each direction. Thread-safe.
 *
 * <p>What a method changes holds for bytes that are read after it returned. A chunk that a thread holds in its hands at that moment
 * may still go through: so change a link while nothing is on its way, for example between two statements.
 */
public final class Link {
    private static final int CHUNK = 16 * 1024;

    private final Socket client;
    private final Socket server;
    private final Passage passage;
    private final Consumer<Link> onEnd;
    private final Gate gate = new Gate();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger openDirections = new AtomicInteger(2);
    private volatile boolean swallowing;

    Link(Socket client, Socket server, Passage passage, Consumer<Link> onEnd) {
        this.client = client;
        this.server = server;
        this.passage = passage;
        this.onEnd = onEnd;
    }

    /** The port of the client's own end: how a client can tell which link is its own. */
    public int clientPort() {
        return client.getPort();
    }

    /** The port from which the server sees this link come, as in the column HOST of its process list; 0 before it is connected. */
    public int portSeenByServer() {
        return Math.max(0, server.getLocalPort());
    }

    /** Bytes from the server are read and dropped from now on. That the server closes the connection still gets through. */
    public void swallowAnswers() {
        swallowing = true;
    }

    /** Holds both directions: nothing is read and nothing is forwarded, and no socket is closed. */
    public void stall() {
        gate.shut();
    }

    /** Ends a stall; what was held goes on its way. */
    public void flow() {
        gate.open();
    }

    /** Ends the link with FIN to both sides, as if each had closed its socket. */
    public void cut() {
        end(Sockets::close);
    }

    /** Ends the link with RST to both sides, as if each had crashed. */
    public void reset() {
        end(Sockets::reset);
    }

    void run(InetSocketAddress target, int connectMillis) {
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(target, connectMillis);
        } catch (IOException e) {
            reset();
            return;
        }
        Threads.start(Thread.currentThread().getName() + "-answers", () -> forward(server, client, Direction.ANSWER));
        forward(client, server, Direction.REQUEST);
    }

    private void forward(Socket from, Socket to, Direction direction) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length; (length = read(in, chunk)) >= 0; ) {
                switch (fate(direction, chunk, length)) {
                    case FORWARDED -> out.write(chunk, 0, length);
                    case SWALLOWED -> {}
                    case CUT_BEFORE -> cut();
                    case TORN -> {
                        out.write(chunk, 0, length / 2);
                        cut();
                    }
                    case CUT_AFTER -> {
                        out.write(chunk, 0, length);
                        cut();
                    }
                }
            }
            to.shutdownOutput();
            if (openDirections.decrementAndGet() == 0) {
                cut();
            }
        } catch (IOException e) {
            // One side has crashed, so the other hears of it, unless this stalls; or the link was ended, and this does
            // nothing.
            gate.pass();
            reset();
        }
    }

    private Fate fate(Direction direction, byte[] chunk, int length) {
        return swallowing && direction == Direction.ANSWER
                ? Fate.SWALLOWED
                : passage.of(this, direction, ByteBuffer.wrap(chunk, 0, length).asReadOnlyBuffer());
    }

    private int read(InputStream in, byte[] chunk) throws IOException {
        gate.pass();
        int length = in.read(chunk);
        gate.pass();
        return length;
    }

    private void end(Consumer<Socket> way) {
        if (ended.compareAndSet(false, true)) {
            onEnd.accept(this);
            way.accept(client);
            way.accept(server);
            gate.open();
        }
    }
}
