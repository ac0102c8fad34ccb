package dev.latchkey.trials.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;

/** Ways to end a connection whose other end may be gone already, in which case nothing is left to do. */
final class Sockets {
    private Sockets() {}

    static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    /** Ends it with FIN. Bytes that were received and not read would turn that into RST, so they are read. */
    static void cut(Socket socket) {
        try {
            socket.shutdownOutput();
            socket.getInputStream().skipNBytes(socket.getInputStream().available());
        } catch (IOException e) {
            // It has no connection, or lost it.
        } finally {
            close(socket);
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
