package dev.latchkey.lockd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.LatchkeyException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's requests, answered one after the other by whichever worker is free, a few in a turn.
 *
 * <p>Whoever sets {@code taken} has the client and what it holds to itself: a worker for a turn, or who brings the news of the client's
 * end, which keeps it for ever. So a request that is under way when its client ends is over before the client's locks are released, and
 * its lock is among them; no later request is answered. An end waits for that one request, and for no worker.
 */
final class Turns {

    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    /** With more than this, nothing further is read from the client, until few are left. One read can bring some thousands. */
    private static final int MOST_PENDING = 1000;

    private static final int FEW_PENDING = 100;

    /** Then others have a turn; so many answers at most go out in one packet. */
    private static final int MOST_IN_A_TURN = 50;

    private final Client client;
    private final Channel channel;
    private final Answers answers;
    private final Executor workers;
    private final Queue<Request> pending = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile boolean isLast;
    private volatile boolean ended;

    Turns(Client client, Channel channel, Answers answers, Executor workers) {
        this.client = client;
        this.channel = channel;
        this.answers = answers;
        this.workers = workers;
    }

    void add(Request request) {
        pending.add(request);
        if (count.incrementAndGet() > MOST_PENDING) {
            channel.config().setAutoRead(false);
        }
        schedule();
    }

    /** No request follows: when all are answered the connection is closed. */
    void finish() {
        isLast = true;
        schedule();
    }

    /** The client has gone. */
    void end() {
        ended = true;
        schedule();
    }

    /** There may be something to do: a request, an end, or room for further answers: who reads none gets none. */
    void schedule() {
        boolean due = ended || (channel.isWritable() && (isLast || !pending.isEmpty()));
        if (due && taken.compareAndSet(false, true)) {
            if (ended) {
                answers.end(client);
            } else {
                workers.execute(this::turn);
            }
        }
    }

    private void turn() {
        ByteBuf out = channel.alloc().buffer();
        try {
            answer(out);
            send(out);
        } catch (LatchkeyException e) {
            send(out);
            client.close(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            LOG.error("client {} is disconnected: a request failed as none should", client, e);
            out.release();
            ChannelFuture unused = channel.close();
        }
        if (ended) {
            answers.end(client);
            return;
        }
        boolean done = isLast && pending.isEmpty();
        if (done) {
            ChannelFuture unused =
                    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            isLast = false;
        }
        taken.set(false);
        schedule();
    }

    /** What was asked before a request that has no answer is answered. */
    private void answer(ByteBuf out) {
        for (int i = 0; i < MOST_IN_A_TURN && !ended; i++) {
            Request request = pending.poll();
            if (request == null) {
                break;
            }
            if (count.decrementAndGet() == FEW_PENDING) {
                channel.config().setAutoRead(true);
            }
            out.writeCharSequence(answers.to(client, request), UTF_8);
        }
    }

    private void send(ByteBuf out) {
        if (out.isReadable()) {
            ChannelFuture unused = channel.writeAndFlush(out);
        } else {
            out.release();
        }
    }
}
