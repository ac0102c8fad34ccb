package dev.latchkey.trials.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;

/** Ways to end a connection whose other end may be gone already, in which case nothing is left to do. */
final class Sockets {
    private Sockets() {}

    /** Ends it with FIN, even if bytes that came in were never read: Java sends FIN before it closes. */
    static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    /** Ends it with RST. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        } finally {
            close(socket);
        }
    }
}
