package dev.latchkey.trials.servers;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The four forms of text that name a source of servers. */
final class SourceText {
    private static final String DOCKER = "docker:";
    private static final String URLS = "urls:";

    private SourceText() {}

    static ServerSource parse(String text, @Nullable String user, String password) {
        if (text.equals("embedded")) {
            return new ProgramSource(new EmbeddedMariaDb());
        }
        if (text.startsWith(DOCKER) && text.length() > DOCKER.length()) {
            return new ImageSource(text.substring(DOCKER.length()));
        }
        if (text.startsWith(URLS)) {
            return given(text, user, password);
        }
        if (isHome(text)) {
            return new ProgramSource(new MysqldHome(Path.of(text).toAbsolutePath()));
        }
        throw new IllegalArgumentException("servers '" + text + "' not understood; " + ServerSource.SERVERS
                + " takes embedded, a folder with bin/mysqld, docker:IMAGE such as docker:mysql:9.7,"
                + " or urls:jdbc:mysql://HOST:PORT/,jdbc:mysql://HOST:PORT/");
    }

    private static ServerSource given(String text, @Nullable String user, String password) {
        if (user == null || user.isEmpty()) {
            throw new IllegalArgumentException("servers '" + text + "' need an account; set " + ServerSource.USER
                    + " and, unless it is empty, " + ServerSource.PASSWORD);
        }
        // A URL may itself hold commas, so only one that begins a further URL separates two.
        String[] urls = text.substring(URLS.length()).split(",(?=jdbc:)", -1);
        return new GivenSource(Arrays.stream(urls)
                .map(url -> new GivenServer(JdbcAddress.parse(url), user, password))
                .toList());
    }

    private static boolean isHome(String text) {
        try {
            return !text.isEmpty() && Files.isExecutable(Path.of(text, "bin", "mysqld"));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
