package dev.latchkey.mysql;

import static dev.latchkey.mysql.Finding.fine;
import static dev.latchkey.mysql.Finding.refuse;
import static dev.latchkey.mysql.Finding.warn;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What answers at the address, and whether something stands in between. */
final class ProductChecks {

    private static final Pattern VERSION = Pattern.compile("(?:5\\.5\\.5-)?(\\d+)\\.(\\d+)\\.(\\d+).*");

    /** Many locks on one session, MDL locks below the named ones: since then. */
    private static final int[] OLDEST_MYSQL = {5, 7, 5};

    private static final int[] OLDEST_MARIADB = {10, 6, 0};

    /** {@code NAME.proxy-ID.REGION.rds.amazonaws.com}, with {@code .endpoint} before the proxy where a further one was made. */
    private static final Pattern RDS_PROXY = Pattern.compile(".*\\.proxy-\\w+\\..*\\.amazonaws\\.com.*");

    /** ProxySQL answers one text itself with this, whatever server is behind it. */
    private static final String PROXYSQL_COMMENT = "(ProxySQL)";

    private static final String GO_DIRECTLY = "give the URL of the server itself";

    private ProductChecks() {}

    /** Systems that only speak MySQL's protocol. They say so in the version or in the comment on it; TiDB also by its variables. */
    static Finding product(ServerFacts facts) {
        String words = (facts.version() + facts.variable("version_comment") + comment(facts)).toLowerCase(Locale.ROOT);
        boolean another = Stream.of("tidb", "vitess", "planetscale").anyMatch(words::contains)
                || facts.variables().keySet().stream().anyMatch(name -> name.startsWith("tidb_"));
        if (another) {
            return refuse(
                    facts.server(),
                    "product",
                    "it is " + facts.version() + ", whose named locks are no sessions of one server",
                    "use MySQL or MariaDB");
        }
        return fine(facts.server(), "product", facts.dialect() == Dialect.MARIADB ? "MariaDB" : "MySQL");
    }

    static Finding version(ServerFacts facts) {
        boolean mariaDb = facts.dialect() == Dialect.MARIADB;
        String version = facts.version();
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.matches()) {
            return refuse(
                    facts.server(),
                    "version",
                    "its version '" + version + "' can't be read",
                    "use MySQL 5.7.5 or later, or MariaDB 10.6 or later");
        }
        if (isBefore(numbers, mariaDb ? OLDEST_MARIADB : OLDEST_MYSQL)) {
            return refuse(
                    facts.server(),
                    "version",
                    "it is version " + version + ", too old for what the locks stand on",
                    mariaDb ? "upgrade to MariaDB 10.6 or later" : "upgrade to MySQL 5.7.5 or later");
        }
        return fine(facts.server(), "version", version);
    }

    private static boolean isBefore(Matcher numbers, int[] oldest) {
        for (int i = 0; i < oldest.length; i++) {
            int difference = Integer.parseInt(numbers.group(i + 1)) - oldest[i];
            if (difference != 0) {
                return difference < 0;
            }
        }
        return false;
    }

    /**
     * A proxy that is known to break the lease is refused. One that is known to keep a session's server once it has a lock,
     * or that only shows by greeting with another version than the server's, gets a warning: the self-test has the last word.
     */
    static Finding proxy(ServerFacts facts) {
        if (comment(facts).equals(PROXYSQL_COMMENT)) {
            return refuse(
                    facts.server(),
                    "proxy",
                    "ProxySQL is in between: it ignores SET wait_timeout, the lease, keeps silent sessions alive, and its"
                            + " rules may send the SELECT that takes a lock to a replica",
                    GO_DIRECTLY);
        }
        if (RDS_PROXY.matcher(facts.server()).matches()) {
            return warn(
                    facts.server(),
                    "proxy",
                    "RDS Proxy is in between: it pins each session that takes a lock, so that nothing is shared, and a"
                            + " vanished holder is only seen through it",
                    "give the endpoint of the instance or of the cluster's writer");
        }
        String greeting = numbers(facts.greeting());
        if (!greeting.isEmpty() && !greeting.equals(numbers(facts.version()))) {
            return warn(
                    facts.server(),
                    "proxy",
                    "it greets as version %s and says that it is %s: a proxy seems to be in between, and may change the session"
                            .formatted(facts.greeting(), facts.version()),
                    GO_DIRECTLY);
        }
        return fine(facts.server(), "proxy", "none seen");
    }

    /** The three numbers alone: servers differ in prefix and suffix between what they greet with and what they answer. */
    private static String numbers(String version) {
        Matcher numbers = VERSION.matcher(version);
        return numbers.matches() ? numbers.group(1) + "." + numbers.group(2) + "." + numbers.group(3) : "";
    }

    private static String comment(ServerFacts facts) {
        return facts.session().getOrDefault("version_comment", "");
    }
}
