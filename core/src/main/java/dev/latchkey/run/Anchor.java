package dev.latchkey.run;

import dev.latchkey.Id;
import dev.latchkey.mysql.ServerErrors;
import dev.latchkey.mysql.Session;
import java.sql.SQLException;

/**
 * A savepoint from before the work: if it is gone when the work is done, a procedure has ended the transaction.
 */
final class Anchor {

    private final Session session;
    private final String name;

    private Anchor(Session session, String name) {
        this.session = session;
        this.name = name;
    }

    static Anchor drop(Session session, Id runId) throws SQLException {
        Anchor anchor = new Anchor(session, "latchkey_" + runId);
        session.execute("SAVEPOINT " + anchor.name);
        return anchor;
    }

    /** Whether the transaction is still the one in which the anchor was dropped. */
    boolean holds() throws SQLException {
        try {
            session.execute("RELEASE SAVEPOINT " + name);
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() == ServerErrors.NO_SUCH_SAVEPOINT) {
                return false;
            }
            throw e;
        }
    }
}
