package dev.latchkey.lockd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageDecoder;
import java.nio.charset.CharacterCodingException;
import java.util.List;

/** Lines become requests. */
final class RequestDecoder extends MessageToMessageDecoder<ByteBuf> {

    RequestDecoder() {
        super(ByteBuf.class);
    }

    /** Bytes that are no UTF-8 are refused, not replaced: two different keys would become one. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf line, List<Object> requests)
            throws CharacterCodingException {
        requests.add(Request.parse(UTF_8.newDecoder().decode(line.nioBuffer()).toString()));
    }
}
