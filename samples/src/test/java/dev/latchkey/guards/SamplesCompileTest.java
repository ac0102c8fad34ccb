package dev.latchkey.guards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What README and Javadoc show is what the compiler takes; {@link Sample} says what a sample may leave out. */
class SamplesCompileTest {

    @TempDir
    private Path output;

    static List<Sample> inTheReadme() {
        return Sample.inMarkdown(Repository.path("README.md"));
    }

    static List<Sample> inJavadoc() {
        return Stream.of("core", "sharding", "migrations")
                .flatMap(module -> Repository.mainSources().stream()
                        .filter(file -> Repository.name(file).startsWith(module + "/")))
                .flatMap(file -> Sample.inJavadoc(file).stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("inTheReadme")
    void ofTheReadme(Sample sample) throws IOException {
        assertThat(sample.compile(output)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("inJavadoc")
    void ofJavadoc(Sample sample) throws IOException {
        assertThat(sample.compile(output)).isEmpty();
    }

    @Test
    void theFirstLineOfCodeStandsOnTheReadmesFirstScreen() {
        assertThat(Repository.read(Repository.path("README.md")).lines().limit(7))
                .contains("```java");
    }

    @Test
    void aWrongSampleIsFound() throws IOException {
        assertThat(new Sample("here", "int i = latchkey.run();\n").compile(output))
                .contains("no suitable method");
    }
}
