package dev.latchkey.trials.packets;

import java.nio.ByteBuffer;

/** Finds the packets in what one side of a session sends: three bytes of length, the least first, one of sequence, and so many more. */
final class Framer {

    private static final int HEADER = 4;

    private int headerSeen;
    private int left;

    /** Takes what was sent next, of any length; how many packets are complete with it. */
    int take(ByteBuffer bytes) {
        int packets = 0;
        while (bytes.hasRemaining()) {
            if (headerSeen < HEADER) {
                takeHeader(bytes.get());
            } else {
                int taken = Math.min(left, bytes.remaining());
                bytes.position(bytes.position() + taken);
                left -= taken;
            }
            if (headerSeen == HEADER && left == 0) {
                headerSeen = 0;
                packets++;
            }
        }
        return packets;
    }

    private void takeHeader(byte next) {
        if (headerSeen < HEADER - 1) {
            left |= Byte.toUnsignedInt(next) << (8 * headerSeen);
        }
        headerSeen++;
    }

    /** Whether the last packet is complete. */
    boolean isBetweenPackets() {
        return headerSeen == 0;
    }
}
