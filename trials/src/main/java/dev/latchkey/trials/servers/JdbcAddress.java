package dev.latchkey.trials.servers;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDBC URL of MySQL with room for a schema.
 *
 * @param properties empty, or a question mark and what follows it
 */
record JdbcAddress(String authority, String properties) {
    private static final Pattern FORM = Pattern.compile("jdbc:mysql://([^/?]+)(?:/[^?]*)?(\\?.*)?");

    static JdbcAddress local(int port) {
        return new JdbcAddress("127.0.0.1:" + port, "");
    }

    /** The address of this URL; the schema in it is dropped. */
    static JdbcAddress parse(String url) {
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            throw new IllegalArgumentException("URL '" + url
                    + "' not understood; it looks like jdbc:mysql://HOST:PORT/ or jdbc:mysql://HOST:PORT/?NAME=VALUE");
        }
        String properties = form.group(2);
        return new JdbcAddress(form.group(1), properties == null ? "" : properties);
    }

    String url(String schema) {
        return "jdbc:mysql://" + authority + "/" + schema + properties;
    }
}
