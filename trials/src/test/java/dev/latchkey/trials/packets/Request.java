package dev.latchkey.trials.packets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The beginning of what a client sends.
 *
 * @param isOfALogin whether it is no command yet
 * @param command the first byte of a command
 * @param text of a statement, as far as it is text
 */
record Request(boolean isOfALogin, int command, String text) {

    private static final int SEQUENCE = 3;
    private static final int PAYLOAD = 4;
    private static final int COM_QUIT = 0x01;
    private static final int COM_PING = 0x0e;
    private static final int SHOWN = 40;

    /** Of the first bytes of a packet. */
    static Request of(ByteBuffer packet) {
        if (packet.remaining() <= PAYLOAD) {
            throw new AssertionError("a packet came with " + packet.remaining() + " bytes first");
        }
        int start = packet.position();
        String payload = StandardCharsets.ISO_8859_1
                .decode(packet.duplicate().position(start + PAYLOAD))
                .toString();
        return new Request(
                packet.get(start + SEQUENCE) != 0,
                packet.get(start + PAYLOAD),
                payload.replaceFirst("^[^A-Za-z/]+", "").replaceAll("\\s+", " "));
    }

    /** Pool and heartbeat ask when they find it time, and what is asked for ownership looks like a heartbeat: they come or don't. */
    boolean comesByItself() {
        return !isOfALogin && (command == COM_QUIT || command == COM_PING || text.startsWith("SELECT IS_USED_LOCK("));
    }

    /** Whether only a session for locks says so, in its first words. */
    boolean introducesALockSession() {
        return text.contains("SESSION innodb_lock_wait_timeout");
    }

    /** Whether it lets locks go. */
    boolean releases() {
        return text.contains("RELEASE_");
    }

    /** For people. */
    @Override
    public String toString() {
        return isOfALogin ? "login" : text.substring(0, Math.min(SHOWN, text.length()));
    }
}
