package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.UnmatchedArgumentException;

/** Each command line that the README shows is one that this program takes. */
class ReadmeCommandsTest {

    private static final Pattern COMMAND = Pattern.compile("\\./latchkey +([a-z][^`#\n]*)");
    private static final Pattern BLANKS = Pattern.compile(" +");

    static List<String> shown() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("CONTRIBUTING.md"))) {
            folder = folder.resolve("..").normalize();
        }
        return COMMAND.matcher(Files.readString(folder.resolve("README.md")))
                .results()
                .map(found -> found.group(1).strip())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("shown")
    void isTaken(String arguments) {
        assertThatCode(() -> parse(arguments)).doesNotThrowAnyException();
    }

    @Test
    void demoAndMigrateAreShown() throws IOException {
        assertThat(shown()).anyMatch(line -> line.startsWith("demo")).anyMatch(line -> line.startsWith("migrate"));
    }

    @Test
    void aWrongOneIsFound() {
        assertThatThrownBy(() -> parse("demo --chaotic")).isInstanceOf(UnmatchedArgumentException.class);
    }

    private static void parse(String arguments) {
        Main.commandLine().parseArgs(BLANKS.split(arguments));
    }
}
