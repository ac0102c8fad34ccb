package dev.latchkey.migrations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What an account needs, and nothing more: scripts for a DBA, with comments. Whoever runs them must have those privileges, and the right to
 * pass them on; the account must be there, and the schema installed.
 *
 * <pre>{@code
 * Account account = Account.parse("app@'10.%'");
 * System.out.println(Grants.APPLICATION.onShard("shop", account));
 * System.out.println(Grants.APPLICATION.onLedger("shop", account));
 * }</pre>
 */
public enum Grants {
    /** For programs that take locks and run work under them. */
    APPLICATION,

    /** For people who look at locks, receipts and ledger, and change nothing. */
    OBSERVER,

    /** For people who reconcile, delete what is old, and forget lost commits. */
    OPERATOR;

    /** The script for each shard. */
    public String onShard(String database, Account account) {
        return script("shard", database, account);
    }

    /** The script for the ledger. */
    public String onLedger(String database, Account account) {
        return script("ledger", database, account);
    }

    private String script(String part, String database, Account account) {
        String file = "grants/%s-%s.sql".formatted(name().toLowerCase(Locale.ROOT), part);
        try (InputStream script = Grants.class.getResourceAsStream(file)) {
            if (script == null) {
                throw new IllegalStateException(file + " is not among the resources");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${database}.*", quoted(database.replaceAll("[_%]", "\\\\$0")) + ".*") // else a pattern
                    .replace("${database}", quoted(database))
                    .replace("${account}", account.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
