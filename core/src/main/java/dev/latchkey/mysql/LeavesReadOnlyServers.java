package dev.latchkey.mysql;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Takes a connection out of its pool when the server refuses a write: a server that was demoted keeps its sessions, and the next
 * login leads to where the address leads by now.
 */
final class LeavesReadOnlyServers implements SQLExceptionOverride {

    @java.lang.Override // not the enum of that name, which is in sight here
    public Override adjudicate(SQLException e) {
        return ServerErrors.serverIsReadOnly(e) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
