package dev.latchkey.mysql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A driver's connection as the pool sees it. When a pool finds an idle session dead, it goes on to reset that session's network
 * time-out, fails, and writes a WARN; but that a session died idle is normal here, since leases are short. So the time-out of a
 * closed connection may be set without effect.
 */
interface QuietConnection extends Connection {

    /** The driver's own. */
    Connection raw();

    /** What stays true of it from one borrower to the next. */
    Known known();

    static QuietConnection behind(Connection pooled) throws SQLException {
        return pooled.unwrap(QuietConnection.class);
    }

    static Connection of(Connection raw) {
        Known known = new Known();
        return (Connection) Proxy.newProxyInstance(
                QuietConnection.class.getClassLoader(),
                new Class<?>[] {QuietConnection.class},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == QuietConnection.class) {
                        return method.getName().equals("raw") ? raw : known;
                    }
                    if (method.getName().equals("setNetworkTimeout")) {
                        if (raw.isClosed()) {
                            return null;
                        }
                        boolean unused = known.changes((int) arguments[1]); // the pool sets it, too
                    }
                    try {
                        return method.invoke(raw, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
