package dev.latchkey.mysql;

import dev.latchkey.LockName;
import dev.latchkey.ServerUnavailableException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.JdbiException;

/**
 * Looks at the slots of a lock, whoever holds them. Not a moment, but a walk: a slot that is taken or released meanwhile counts or doesn't;
 * one that is held all the time counts.
 *
 * @param server the server
 * @param name of the lock
 * @param slots how many slots are asked about, from number 0
 */
public record HeldSlots(Server server, LockName name, int slots) {

    private static final int DIGITS = 16;
    private static final String NUMBER = "(a.n + %d * b.n + %d * c.n)".formatted(DIGITS, DIGITS * DIGITS);

    /** How many are held now. One round trip. */
    public int count() {
        Question<Integer> question = new Question<>(
                sql("COUNT(*)"),
                statement -> {
                    statement.setInt(1, slots);
                    statement.setString(2, stem());
                },
                row -> row.getInt(1));
        try {
            return server.find(question).orElseThrow();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** The numbers of those that are held now. One round trip. */
    public List<Integer> numbers() {
        try {
            return server.read(handle -> handle.createQuery(sql(NUMBER))
                    .bind(0, slots)
                    .bind(1, stem())
                    .mapTo(Integer.class)
                    .list());
        } catch (JdbiException e) {
            throw unavailable(e);
        }
    }

    private ServerUnavailableException unavailable(Exception e) {
        return new ServerUnavailableException("asking for the holders of " + name, server.label(), e);
    }

    private String sql(String what) {
        return "SELECT %1$s FROM %2$s WHERE %3$s < ? AND IS_USED_LOCK(CONCAT(?, %3$s)) IS NOT NULL"
                .formatted(what, numbersFrom0(), NUMBER);
    }

    private String stem() {
        String first = name.slot(0).text();
        return first.substring(0, first.length() - 1);
    }

    /** Without a table: what each server has for that is its own. */
    private String numbersFrom0() {
        return digits(slots) + " AS a, " + digits(slots / DIGITS + 1) + " AS b, " + digits(slots / DIGITS / DIGITS + 1)
                + " AS c";
    }

    private static String digits(int wanted) {
        return IntStream.range(0, Math.min(wanted, DIGITS))
                .mapToObj(n -> "SELECT " + n + " AS n")
                .collect(Collectors.joining(" UNION ALL ", "(", ")"));
    }
}
