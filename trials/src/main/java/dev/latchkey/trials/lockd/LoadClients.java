package dev.latchkey.trials.lockd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.latchkey.trials.stage.TrialException;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The connections of a load. They send all they have to ask at once, and count the answers. */
final class LoadClients implements AutoCloseable {

    /** As many connect at a time, so that the listener's backlog holds them. */
    private static final int AT_A_TIME = 200;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Channel> channels = new ArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong granted = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    /** Counts lines, and those that don't begin with 0. */
    private final class Counter extends SimpleChannelInboundHandler<ByteBuf> {

        private boolean atBegin = true;

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            bytes.forEachByte(next -> {
                if (atBegin && next != '0') {
                    granted.incrementAndGet();
                }
                atBegin = next == '\n';
                if (atBegin) {
                    answers.incrementAndGet();
                }
                return true;
            });
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ended.incrementAndGet();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            ChannelFuture unused = context.close();
        }
    }

    void connect(InetSocketAddress gateway, int connections) throws InterruptedException {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Counter());
                    }
                });
        while (channels.size() < connections) {
            List<ChannelFuture> some = new ArrayList<>();
            for (int i = channels.size(); i < connections && some.size() < AT_A_TIME; i++) {
                some.add(bootstrap.connect(gateway));
            }
            for (ChannelFuture one : some) {
                channels.add(connected(one, gateway));
            }
        }
    }

    private Channel connected(ChannelFuture connecting, InetSocketAddress gateway) throws InterruptedException {
        if (!connecting.await().isSuccess()) {
            throw new TrialException(
                    "connection %,d to %s failed: %s; the limit of open files may be too low (ulimit -n)"
                            .formatted(channels.size() + 1, gateway, connecting.cause()),
                    connecting.cause());
        }
        return connecting.channel();
    }

    /** Each sends all that it has to ask. */
    void ask(LoadPlan plan) {
        for (int i = 0; i < channels.size(); i++) {
            ChannelFuture unused = channels.get(i).writeAndFlush(Unpooled.copiedBuffer(plan.requests(i), US_ASCII));
        }
    }

    long answers() {
        return answers.get();
    }

    /** Answers that didn't begin with 0. */
    long granted() {
        return granted.get();
    }

    /** Connections that are open no more. */
    long ended() {
        return ended.get();
    }

    /** Cuts all of them, half by RST and half by FIN. */
    void cut() throws InterruptedException {
        List<ChannelFuture> closing = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            if (i % 2 == 0) {
                channels.get(i).config().setOption(ChannelOption.SO_LINGER, 0);
            }
            closing.add(channels.get(i).close());
        }
        for (ChannelFuture one : closing) {
            one.await();
        }
    }

    @Override
    public void close() {
        Future<?> unused = loop.shutdownGracefully(); // which closes what is open
    }
}
