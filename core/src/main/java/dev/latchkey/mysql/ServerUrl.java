package dev.latchkey.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.RefusedConfigurationException;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JDBC URL of one physical server and a database on it: {@code jdbc:mysql://host:3306/shop?sslMode=REQUIRED}.
 *
 * <p>A lock lives on one session, so whatever may swap the server or the session behind a connection is refused here.
 *
 * @param text the URL as it was given
 */
public record ServerUrl(String text) {

    private static final Pattern FORM = Pattern.compile("jdbc:mysql://([^/?#]+)/([^/?#]+)(?:\\?(.*))?");
    private static final Pattern ONE_HOST = Pattern.compile("(?:\\[[0-9A-Fa-f:.]+]|[^:,()@\\[\\]]+)(?::\\d+)?");

    /** Account and password before the host, and passwords among the properties: not for errors and logs. */
    private static final Pattern SECRETS =
            Pattern.compile("(//)[^/?@]+(?=@)|((?<=[?&])[^=&]*password[^=&]*=)[^&]*", Pattern.CASE_INSENSITIVE);

    private static final Map<String, String> REFUSED_PROPERTIES = Map.of(
            "autoreconnect", "a reconnect is a new session, which holds no lock",
            "autoreconnectforpools", "a reconnect is a new session, which holds no lock",
            "dnssrv", "SRV records may lead to another server between transactions",
            "allowmultiqueries", "a second statement in one text could end the transaction unseen");

    /** These set other properties, unseen by us. */
    private static final Set<String> REFUSED_WHATEVER_THEIR_VALUE = Set.of("useconfigs", "propertiestransform");

    /**
     * Checks the URL.
     *
     * @throws RefusedConfigurationException if it isn't a URL of exactly one MySQL or MariaDB server with a database, or
     *     switches on autoReconnect, allowMultiQueries or streaming
     */
    public ServerUrl {
        if (text.startsWith("jdbc:mariadb:")) {
            throw refused(text, "Latchkey speaks through MySQL Connector/J, to MariaDB too", "write jdbc:mysql:");
        }
        if (text.startsWith("jdbc:mysql:loadbalance:")
                || text.startsWith("jdbc:mysql:replication:")
                || text.startsWith("jdbc:mysql+srv:")) {
            throw refused(
                    text,
                    "load balancing, replication and SRV URLs may change the session between transactions",
                    "write jdbc:mysql://HOST:PORT/DATABASE of the primary");
        }
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw refused(
                    text,
                    "it is not of the form jdbc:mysql://HOST:PORT/DATABASE",
                    "add what is missing, also the database");
        }
        if (parts.group(1).contains("@")) {
            throw refused(text, "it has an account before the host", "give user and password apart");
        }
        if (!ONE_HOST.matcher(parts.group(1)).matches()) {
            throw refused(
                    text,
                    "'%s' is not one host and port; failover between hosts would change the session"
                            .formatted(parts.group(1)),
                    "write jdbc:mysql://HOST:PORT/DATABASE of the primary");
        }
        if (parts.group(3) != null) {
            Arrays.stream(parts.group(3).split("&")).forEach(property -> check(text, property));
        }
    }

    private static void check(String url, String property) {
        String[] pair = decoded(url, property).split("=", 2);
        String name = pair[0].trim().toLowerCase(Locale.ROOT);
        if (REFUSED_WHATEVER_THEIR_VALUE.contains(name)) {
            throw refused(url, pair[0] + " may switch on what would change the session", "write its settings out");
        }
        if (name.equals("defaultfetchsize") && pair.length == 2 && pair[1].startsWith("-")) {
            throw refused(
                    url,
                    pair[0] + " is negative: results would stream, and no heartbeat fits between their rows",
                    "take it out, or set useCursorFetch=true and a positive one");
        }
        String why = REFUSED_PROPERTIES.get(name);
        boolean on = pair.length == 2 && (pair[1].equalsIgnoreCase("true") || pair[1].equalsIgnoreCase("yes"));
        if (why != null && on) {
            throw refused(url, pair[0] + " is on: " + why, "take it out");
        }
    }

    private static String decoded(String url, String property) {
        try {
            return URLDecoder.decode(property, UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused(url, "a property has a % that begins no code", "write % as %25");
        }
    }

    private static RefusedConfigurationException refused(String url, String found, String fix) {
        String shown =
                SECRETS.matcher(url).replaceAll(secret -> (secret.group(1) == null ? secret.group(2) : "//") + "***");
        return new RefusedConfigurationException("URL %s refused: %s; %s".formatted(shown, found, fix));
    }

    private Matcher parts() {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalStateException("checked when it was made: " + text);
        }
        return parts;
    }

    /** Host and port as they were given, for people. */
    public String address() {
        return parts().group(1);
    }

    /** The name of the database. */
    public String database() {
        return parts().group(2);
    }

    /** The same URL for logging in before the database is there. */
    public String withoutDatabase() {
        Matcher parts = parts();
        return "jdbc:mysql://%s/%s".formatted(parts.group(1), parts.group(3) == null ? "" : "?" + parts.group(3));
    }

    @Override
    public String toString() {
        return address() + "/" + database();
    }
}
