package dev.latchkey.lockd;

import dev.latchkey.HeldLock;
import dev.latchkey.LockOptions;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client and what it holds. What it holds is touched by one thread at a time, see {@link Turns}.
 *
 * <p>The protocol has no word for a lock that was lost, nor for a server that can't be asked. A client of lockd takes a connection that
 * has ended for locks that have ended: so that is what it is told.
 */
final class Client {

    private static final Logger LOG = LoggerFactory.getLogger(Client.class);

    private final Channel channel;
    private final String address;
    private final LockOptions options;
    private final Map<String, HeldLock> exclusive = new HashMap<>();
    private final Map<String, SharedKey> shared = new HashMap<>();

    Client(Channel channel) {
        this.channel = channel;
        this.address = text((InetSocketAddress) channel.remoteAddress());
        this.options =
                LockOptions.DEFAULT.sharingASession().doing("lockd " + address).onLost(lost -> close(lost.toString()));
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    String address() {
        return address;
    }

    /** How its locks are taken: many share a session, and a loss ends the connection. */
    LockOptions options() {
        return options;
    }

    Map<String, HeldLock> exclusive() {
        return exclusive;
    }

    Map<String, SharedKey> shared() {
        return shared;
    }

    /** Ends its connection, for a reason that the log tells. */
    void close(String reason) {
        if (channel.isActive()) {
            LOG.warn("client {} is disconnected: {}", address, reason);
        }
        ChannelFuture unused = channel.close();
    }

    @Override
    public String toString() {
        return address;
    }
}
