package dev.latchkey.mysql;

import com.mysql.cj.NativeSession;
import com.mysql.cj.jdbc.JdbcConnection;
import java.io.IOException;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cuts connections of the driver, whatever other threads are doing with them. */
final class Cut {

    private static final Logger LOG = LoggerFactory.getLogger(Cut.class);

    private Cut() {}

    /**
     * Cuts a connection. Threads that are writing to it or reading from it fail.
     *
     * <p>A TLS socket that is closed first says so to the other end, and for that waits for who is writing: for ever, if the other end
     * takes nothing any more. One that doesn't linger doesn't wait (measured with JDK 17; {@code SSLSocketImpl.closeNotify}).
     */
    static void off(Connection raw) throws SQLException {
        try {
            Socket socket = socket(raw);
            if (socket instanceof SSLSocket) {
                socket.setSoLinger(true, 0);
            }
        } catch (SQLException | IOException | RuntimeException | LinkageError e) {
            LOG.debug("a connection that is closed already, or of another driver, may take its time to be cut", e);
        }
        raw.abort(Runnable::run);
    }

    private static Socket socket(Connection raw) throws SQLException, IOException {
        NativeSession session = (NativeSession) raw.unwrap(JdbcConnection.class).getSession();
        return session.getProtocol().getSocketConnection().getMysqlSocket();
    }
}
