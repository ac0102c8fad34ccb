package dev.latchkey.lockd;

import dev.latchkey.LockKey;
import dev.latchkey.Locks;
import dev.latchkey.RefusedConfigurationException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the line protocol of lockd to its clients, and takes their locks on the shards of a fleet: the way in.
 *
 * <pre>{@code
 * try (Fleet fleet = Fleet.open(Capacity.ofLocks(100_000).on(config));
 *         Gateway gateway = Gateway.open(fleet, GatewayOptions.DEFAULT)) {
 *     …
 * }
 * }</pre>
 *
 * <p>An exclusive lock {@code K} is the lock of {@code LockKey.parse("K")}, a shared one a slot of that key's semaphore. What a client
 * holds ends with its connection, and with this gateway. Where a server can't be asked, and when a lock is lost while a client has it,
 * there is no honest answer: the client is disconnected, which it takes for the end of its locks, and the log says why.
 *
 * <p>Several gateways on one fleet's servers exclude each other's clients. Thread-safe.
 */
public final class Gateway implements AutoCloseable {

    /** Threads that wait for servers; a client has one of them at most. */
    static final int WORKERS = 16;

    /** Threads that read and write; they never wait. */
    private static final int LOOPS = 2;

    /** Connections that the system keeps until they are accepted: thousands may come at once. */
    private static final int BACKLOG = 4096;

    private static final Duration ORDERLY_END = Duration.ofSeconds(10);

    private final Answers answers;
    private final ExecutorService workers =
            Executors.newFixedThreadPool(WORKERS, Threads.named("latchkey-lockd-worker"));
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(LOOPS, Threads.named("latchkey-lockd-loop"), NioIoHandler.newFactory());
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private @Nullable Channel listening;
    private @Nullable MetricsServer metrics;

    private Gateway(Answers answers) {
        this.answers = answers;
    }

    /**
     * Listens.
     *
     * @param locks a fleet with room for all that clients hold at once, see {@link Capacity}; it stays the caller's, to be closed later
     * @throws RefusedConfigurationException if a port is taken or the address isn't one of this machine
     */
    public static Gateway open(Locks<LockKey> locks, GatewayOptions options) {
        Gateway gateway = new Gateway(new Answers(locks, options));
        try {
            gateway.listen(options);
            return gateway;
        } catch (RuntimeException e) {
            gateway.close();
            throw e;
        }
    }

    private void listen(GatewayOptions options) {
        options.metricsPort().ifPresent(port -> listenForMetrics(options.bind(), port));
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(options.bind(), options.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw refused(options.bind(), options.port(), bound.cause());
        }
        listening = bound.channel();
    }

    private void listenForMetrics(String bind, int port) {
        try {
            metrics = MetricsServer.open(new InetSocketAddress(bind, port), () -> Prometheus.text(figures()));
        } catch (IOException | UnresolvedAddressException e) {
            throw refused(bind, port, e);
        }
    }

    private static RefusedConfigurationException refused(String bind, int port, Throwable cause) {
        return new RefusedConfigurationException(
                "can't listen on %s:%d: %s; choose another port or address".formatted(bind, port, cause.getMessage()));
    }

    private void accept(Channel channel) {
        clients.add(channel);
        channel.pipeline()
                .addLast(
                        new LineBasedFrameDecoder(Connection.LONGEST_LINE, true, true),
                        new RequestDecoder(),
                        new Connection(answers, workers));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        if (listening == null) {
            throw new IllegalStateException("the gateway never listened");
        }
        return (InetSocketAddress) listening.localAddress();
    }

    /** Where Prometheus gets {@code /metrics}; empty if nowhere. */
    public Optional<InetSocketAddress> metricsAddress() {
        return Optional.ofNullable(metrics).map(MetricsServer::address);
    }

    /** What {@code q} tells, by its names and sorted by them. */
    public Map<String, Long> figures() {
        return answers.sight().figures();
    }

    /** Disconnects all clients and releases what they hold, within 10 s. The fleet stays open. */
    @Override
    public void close() {
        try {
            if (listening != null) {
                listening.close().await();
            }
            clients.close().await();
            // Each stops when those before it have nothing more to say to it.
            Future<?> stopped = loops.shutdownGracefully(0, ORDERLY_END.toMillis(), TimeUnit.MILLISECONDS);
            stopped.await();
            workers.shutdown();
            boolean unused = workers.awaitTermination(ORDERLY_END.toMillis(), TimeUnit.MILLISECONDS);
            answers.orphans().close(ORDERLY_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            workers.shutdownNow();
            if (metrics != null) {
                metrics.close();
            }
        }
    }
}
