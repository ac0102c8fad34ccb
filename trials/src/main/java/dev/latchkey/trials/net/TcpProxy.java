package dev.latchkey.trials.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forwards TCP connections from a port of this machine to a server, each as a {@link Link} that can be made to fail. Thread-safe.
 *
 * <p>A link appears in {@link #links()} before its first byte is forwarded, and disappears when it has ended.
 */
public final class TcpProxy implements AutoCloseable {
    private static final byte[] LOCALHOST = {127, 0, 0, 1};
    private static final int CONNECT_MILLIS = 5_000;

    private volatile InetSocketAddress target;
    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile Passage passage = Passage.OPEN;
    private volatile boolean refusing;
    private volatile boolean stalling;

    private TcpProxy(InetSocketAddress target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
    }

    /** A proxy that listens on a free port of 127.0.0.1. The target is reached for at each new connection, not before. */
    public static TcpProxy to(String host, int port) {
        try {
            ServerSocket listener = new ServerSocket(0, 0, InetAddress.getByAddress(LOCALHOST));
            TcpProxy proxy = new TcpProxy(new InetSocketAddress(host, port), listener);
            Threads.start("latchkey-proxy-" + proxy.port(), proxy::acceptAll);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("no proxy to " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** The port of 127.0.0.1 on which clients find it. */
    public int port() {
        return listener.getLocalPort();
    }

    /** From now on new connections lead elsewhere, as after a failover behind one address; links that live stay where they are. */
    public void redirect(String host, int newPort) {
        target = new InetSocketAddress(host, newPort);
    }

    /** From now on this decides about every byte, also of the links that live. */
    public void through(Passage newPassage) {
        passage = newPassage;
    }

    /** The links that live at this moment. */
    public List<Link> links() {
        return List.copyOf(links);
    }

    /**
     * From now on nobody gets through: all links are cut, and each new connection is reset as soon as it is there. The port stays
     * ours, so that nobody else can have it when {@link #accept()} is called.
     */
    public void refuse() {
        refusing = true;
        links.forEach(Link::cut);
    }

    /** Lets new connections through again. */
    public void accept() {
        refusing = false;
    }

    /** From now on nothing gets through and nobody is told so: all links stall, new ones before their first byte. */
    public void stall() {
        stalling = true;
        links.forEach(Link::stall);
    }

    /** New links go through again; those that stalled do so only by their own {@link Link#flow()}. */
    public void flow() {
        stalling = false;
    }

    /** Cuts all links and gives the port away. */
    @Override
    public void close() {
        refusing = true;
        Sockets.close(listener);
        links.forEach(Link::cut);
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                link(listener.accept());
            } catch (IOException e) {
                // The listener was closed, or the client had gone before it was accepted.
            }
        }
    }

    /** A link that comes while the proxy begins to refuse or to stall is either seen by that method or sees it. */
    private void link(Socket client) {
        Socket server = new Socket();
        Passage now = (through, direction, bytes) -> passage.of(through, direction, bytes);
        Link link = new Link(client, server, now, links::remove);
        links.add(link);
        if (refusing) {
            link.reset();
            return;
        }
        if (stalling) {
            link.stall();
        }
        Threads.start("latchkey-proxy-" + port() + "-link-" + client.getPort(), () -> link.run(target, CONNECT_MILLIS));
    }
}
