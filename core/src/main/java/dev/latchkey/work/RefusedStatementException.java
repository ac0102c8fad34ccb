package dev.latchkey.work;

import java.sql.SQLNonTransientException;

/** The work asked its connection for something that could end the transaction or the session. Nothing was sent. */
public final class RefusedStatementException extends SQLNonTransientException {

    private static final long serialVersionUID = 1;

    /** SQLSTATE "SQL statement not allowed in this function", the nearest there is. */
    private static final String SQL_STATE = "2F003";

    RefusedStatementException(String found, String fix) {
        super("refused inside a guarded run: %s; %s".formatted(found, fix), SQL_STATE);
    }
}
