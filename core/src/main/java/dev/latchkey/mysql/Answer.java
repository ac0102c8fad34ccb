package dev.latchkey.mysql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the server answers to a request for one lock, or to its release. */
enum Answer {
    /** 1: granted, or released. */
    YES,
    /** 0: another session has it. */
    HELD_BY_ANOTHER,
    /** -1, our own: this session has it already. */
    HELD_HERE,
    /** NULL: an error, or the statement was killed; of a release, nobody had it. */
    NONE;

    static Answer of(@Nullable Long number) throws SQLException {
        if (number == null) {
            return NONE;
        }
        return switch (number.intValue()) {
            case 1 -> YES;
            case 0 -> HELD_BY_ANOTHER;
            case -1 -> HELD_HERE;
            default -> throw new SQLException("a lock function answered " + number);
        };
    }
}
