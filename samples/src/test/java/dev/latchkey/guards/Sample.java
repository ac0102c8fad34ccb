package dev.latchkey.guards;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * A piece of Java out of a text. Its imports go to the top. A piece that declares a type is a file of its own; any other is the
 * body of a method that may throw anything, in a class whose fields have the names that samples use without declaring them.
 *
 * @param place where it stands
 */
record Sample(String place, String text) {

    private static final Pattern BLOCK = Pattern.compile("^```java\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern JAVADOC_BLOCK =
            Pattern.compile("<pre>\\{@code\n(.*?)\\}</pre>", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern IMPORT = Pattern.compile("^import .*;\n", Pattern.MULTILINE);
    private static final Pattern TYPE =
            Pattern.compile("^(public |final |abstract |sealed )*(class|record|interface|enum) ", Pattern.MULTILINE);

    /** What a Javadoc needs no import for: its own package, and what every reader knows. */
    private static final List<String> KNOWN_TO_JAVADOC = List.of(
            "dev.latchkey.*",
            "dev.latchkey.batch.*",
            "dev.latchkey.ledger.*",
            "dev.latchkey.locks.*",
            "dev.latchkey.metrics.*",
            "dev.latchkey.mysql.*",
            "dev.latchkey.run.*",
            "dev.latchkey.sharding.*",
            "dev.latchkey.migrations.*",
            "dev.latchkey.work.*",
            "java.sql.SQLException",
            "java.time.*",
            "java.util.*",
            "java.util.stream.*");

    private static final String AROUND = """
            %s
            abstract class Sample {
                dev.latchkey.Latchkey latchkey;
                dev.latchkey.Locks<dev.latchkey.LockKey> locks;
                dev.latchkey.LockKey key, from, to;
                dev.latchkey.WorkId workId;
                dev.latchkey.Action action;
                dev.latchkey.Outcome<String> outcome;
                dev.latchkey.Work<String, java.sql.SQLException> work;
                dev.latchkey.sharding.Fleet fleet;
                dev.latchkey.sharding.FleetConfig config;
                dev.latchkey.locks.Shard shard;
                dev.latchkey.run.Home home;
                dev.latchkey.run.GuardedRunner runner;
                jakarta.jms.JMSContext session;
                jakarta.jms.JMSConsumer consumer;
                %s
                String url, url1, url2, ledgerUrl, user, password;
                abstract String book(java.sql.Connection connection) throws java.sql.SQLException;
                abstract String book(org.jdbi.v3.core.Handle handle);
                void sample() throws Exception {
                    %s
                }
            }
            """;

    /** What is a server to a user is an opened one to the library's own ledger. */
    private static final String CONFIGURED =
            "java.util.List<dev.latchkey.mysql.ServerConfig> shards; dev.latchkey.mysql.ServerConfig ledger;";

    private static final String OPENED =
            "java.util.List<dev.latchkey.locks.Shard> shards; dev.latchkey.ledger.Ledger ledger;";

    static List<Sample> inMarkdown(Path file) {
        return find(BLOCK, file, text -> text);
    }

    static List<Sample> inJavadoc(Path file) {
        String known = KNOWN_TO_JAVADOC.stream().map("import %s;\n"::formatted).collect(joining());
        return find(
                JAVADOC_BLOCK,
                file,
                text -> known
                        + Pattern.compile("^ \\* ?", Pattern.MULTILINE)
                                .matcher(text.replaceAll("(?m)^ +\\*", " *"))
                                .replaceAll("")
                                .replace("…", ""));
    }

    private static List<Sample> find(Pattern block, Path file, UnaryOperator<String> clean) {
        String all = Repository.read(file);
        return block.matcher(all)
                .results()
                .map(found -> new Sample(
                        Repository.name(file) + ":"
                                + all.substring(0, found.start()).lines().count(),
                        clean.apply(found.group(1))))
                .toList();
    }

    private String source() {
        String imports = IMPORT.matcher(text).results().map(r -> r.group()).collect(joining());
        String rest = IMPORT.matcher(text).replaceAll("");
        return TYPE.matcher(rest).find()
                ? imports + rest
                : AROUND.formatted(imports, place.contains("/ledger/") ? OPENED : CONFIGURED, rest);
    }

    /** What the compiler has against it; empty if nothing. */
    String compile(Path output) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter objections = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
            boolean fine = compiler.getTask(
                            objections, files, null, List.of("-proc:none"), null, List.of(new InMemory(source())))
                    .call();
            return fine ? "" : objections.toString();
        }
    }

    @Override
    public String toString() {
        return place;
    }

    private static final class InMemory extends SimpleJavaFileObject {

        private final String source;

        InMemory(String source) {
            super(URI.create("string:///" + nameOf(source) + ".java"), Kind.SOURCE);
            this.source = source;
        }

        private static String nameOf(String source) {
            Matcher type = Pattern.compile("^public .*?(?:class|record|interface|enum) (\\w+)", Pattern.MULTILINE)
                    .matcher(source);
            return type.find() ? type.group(1) : "Sample";
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }
    }
}
