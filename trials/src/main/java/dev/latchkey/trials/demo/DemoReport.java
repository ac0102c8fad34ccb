package dev.latchkey.trials.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.math.BigDecimal;
import java.util.List;

/**
 * How a demo ended. As JSON it is an object with these fields in this order, but for the last.
 *
 * @param events how many events were delivered, duplicates included
 * @param actions how many different actions they were
 * @param completed runs whose work is done
 * @param alreadyDone events whose work had been done before
 * @param busyRetries runs that found the account's lock held, and were tried again
 * @param lost runs that ended because their session, lock or server went away
 * @param resolved commits without an answer that were found to be done
 * @param expectedTotal the sum of the amounts of all actions
 * @param actualTotal the sum of what the tables say was added
 * @param doubled entries beyond the first of an action, counted from the tables
 * @param missing actions without an entry, counted from the tables
 * @param ledgerMissing receipts without a mark in the ledger, after the reconciler ran
 * @param seconds how long it took, from the preparations to the verdict
 * @param ok whether every action had its effect once, and nothing else went wrong
 * @param wrong what is wrong if not
 */
public record DemoReport(
        long events,
        long actions,
        long completed,
        long alreadyDone,
        long busyRetries,
        long lost,
        long resolved,
        long workersKilled,
        long sessionsKilled,
        long serversRestarted,
        BigDecimal expectedTotal,
        BigDecimal actualTotal,
        long doubled,
        long missing,
        long ledgerMissing,
        double seconds,
        boolean ok,
        @JsonIgnore List<String> wrong) {

    public DemoReport {
        wrong = List.copyOf(wrong);
    }

    /** The report as a table for people, and at its end {@code ok} or what is wrong. */
    public String table() {
        StringBuilder table = new StringBuilder();
        row(table, "events delivered, duplicates included", number(events));
        row(table, "  different actions among them", number(actions));
        row(table, "work done and committed", number(completed));
        row(table, "  of these commits, lost answers looked up", number(resolved));
        row(table, "found to be done already", number(alreadyDone));
        row(table, "tried again, the account was busy", number(busyRetries));
        row(table, "tried again, session or server went away", number(lost));
        row(table, "workers killed", number(workersKilled));
        row(table, "sessions killed", number(sessionsKilled));
        row(table, "servers restarted", number(serversRestarted));
        row(table, "total of all amounts, expected", expectedTotal.toPlainString());
        row(table, "total of all amounts, in the tables", actualTotal.toPlainString());
        row(table, "entries too many, in the tables", number(doubled));
        row(table, "actions without an entry, in the tables", number(missing));
        row(table, "receipts without a mark in the ledger", number(ledgerMissing));
        row(table, "seconds", "%.1f".formatted(seconds));
        table.append(ok ? "ok: each action had its effect once" : "NOT ok: " + String.join("; ", wrong));
        return table.toString();
    }

    private static String number(long number) {
        return "%,d".formatted(number);
    }

    private static void row(StringBuilder table, String what, String value) {
        table.append("%-44s %14s%n".formatted(what, value));
    }
}
