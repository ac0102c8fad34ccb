package dev.latchkey.lockd;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens on a client's connection, told to those who have the time for it. */
final class Connection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** The longest line, in bytes, without what ends it. */
    static final int LONGEST_LINE = 4096;

    private final Answers answers;
    private final Executor workers;
    private @Nullable Client client;
    private @Nullable Turns turns;
    private boolean refused;

    Connection(Answers answers, Executor workers) {
        this.answers = answers;
        this.workers = workers;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        client = new Client(context.channel());
        turns = new Turns(client, context.channel(), answers, workers);
        answers.stats().connections().increment();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object request) {
        if (turns != null && !refused) {
            turns.add((Request) request);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (turns != null && context.channel().isWritable()) {
            turns.schedule();
        }
    }

    /** It sends no more, but may still read: {@code printf 'g K\nq\n' | nc -N}. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && turns != null) {
            turns.finish();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (turns != null) {
            answers.stats().connections().decrement();
            turns.end();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            refuse("sent a line of more than %,d bytes".formatted(LONGEST_LINE));
        } else if (cause instanceof DecoderException && cause.getCause() instanceof CharacterCodingException) {
            refuse("sent a line that is no UTF-8");
        } else {
            LOG.debug("client {} has gone", client, cause);
            ChannelFuture unused = context.close();
        }
    }

    /** What it had asked before is answered. */
    private void refuse(String reason) {
        if (turns != null && !refused) {
            refused = true;
            LOG.warn("client {} is disconnected: it {}", client, reason);
            turns.finish();
        }
    }
}
