package dev.latchkey.migrations;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An account of a MySQL server.
 *
 * <p>Immutable.
 *
 * @param user its name, 1 to 80 characters
 * @param host from where it may log in: a name, an address or a pattern such as {@code 10.%}, 1 to 255 characters
 */
public record Account(String user, String host) {

    private static final Pattern USER = Pattern.compile("[^'@\\\\\\p{Cntrl}]{1,80}");
    private static final Pattern HOST = Pattern.compile("[^'@\\\\\\p{Cntrl}]{1,255}");

    private static final Pattern FORM = Pattern.compile("('?)([^'@]+)\\1(?:@('?)([^'@]+)\\3)?");

    public Account {
        if (!USER.matcher(user).matches() || !HOST.matcher(host).matches()) {
            throw no(user + "@" + host);
        }
    }

    /**
     * Reads {@code app}, {@code app@10.%} or {@code 'app'@'10.%'}; without a host it is {@code %}, any.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static Account parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw no(text);
        }
        return new Account(parts.group(2), parts.group(4) == null ? "%" : parts.group(4));
    }

    private static IllegalArgumentException no(String text) {
        return new IllegalArgumentException(
                "%s is no account; write app@'10.%%', or app for any host, without quotes or backslashes in a name"
                        .formatted(text));
    }

    /** As SQL has it: {@code 'app'@'10.%'}. */
    @Override
    public String toString() {
        return "'%s'@'%s'".formatted(user, host);
    }
}
