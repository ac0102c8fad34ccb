package dev.latchkey.mysql;

import dev.latchkey.LockName;
import dev.latchkey.ServerUnavailableException;
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

    /** How many are held now. One round trip. */
    public int count() {
        return ask("COUNT(*)").get(0);
    }

    /** The numbers of those that are held now. One round trip. */
    public List<Integer> numbers() {
        return ask(number());
    }

    private List<Integer> ask(String what) {
        try {
            return server.read(handle -> handle.createQuery("SELECT " + what + " FROM " + numbersFrom0() + " WHERE "
                            + number() + " < :slots AND IS_USED_LOCK(CONCAT(:stem, " + number() + ")) IS NOT NULL")
                    .bind("slots", slots)
                    .bind("stem", stem())
                    .mapTo(Integer.class)
                    .list());
        } catch (JdbiException e) {
            throw new ServerUnavailableException("asking for the holders of " + name, server.label(), e);
        }
    }

    private String stem() {
        String first = name.slot(0).text();
        return first.substring(0, first.length() - 1);
    }

    private static String number() {
        return "(a.n + %d * b.n + %d * c.n)".formatted(DIGITS, DIGITS * DIGITS);
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
