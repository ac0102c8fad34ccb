package dev.latchkey.trials.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.trials.stage.TrialException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventFileTest {

    private static final String HEADER = "work_id,account,amount\n";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("events.csv");
    }

    private static Event event(String workId, long account, String amount) {
        return new Event(workId, account, new BigDecimal(amount));
    }

    @Test
    void rowsAreEventsAndARepeatedRowIsTheSameEventAgain() throws IOException {
        Files.writeString(file, HEADER + "a,1,10\n b , 2 , -3.50 \na,1,10.00");

        assertThat(EventFile.read(file))
                .containsExactly(event("a", 1, "10"), event("b", 2, "-3.5"), event("a", 1, "10"));
    }

    @Test
    void quotesByteOrderMarksAndOtherLineEndsAreUnderstood() throws IOException {
        Files.writeString(file, "\uFEFFwork_id,account,amount\r\n\"two\nlines, \"\"é\"\"\",1,10\r\n\r\nb,2,0\r\n");

        assertThat(EventFile.read(file)).containsExactly(event("two\nlines, \"é\"", 1, "10"), event("b", 2, "0"));
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("", " is empty; its first line must be work_id,account,amount"),
                Arguments.of("id,amount\n", ", line 1: the header is 'id,amount'; it must be 'work_id,account,amount'"),
                Arguments.of(
                        HEADER + "a,1,10\n\nb,2\n",
                        ", line 4: it has 2 fields; it must have 3, work_id,account,amount"),
                Arguments.of(HEADER + "a,-1,10\n", ", line 2: account '-1' is not a whole number of at most 18 digits"),
                Arguments.of(
                        HEADER + "a,1,ten",
                        ", line 2: amount 'ten' is not a number with at most 12 digits, and 4 after the point"),
                Arguments.of(HEADER + "a,1,10\n,2,3\n", ", line 3: work id is empty; give it 1 to 255 characters"),
                Arguments.of(HEADER + "a,1,10\n\"b\"c,2,3\n", ", line 3: a quote stands where none may be"),
                Arguments.of(
                        HEADER + "a,1,10\nb,1,10\na,1,11\n",
                        ", lines 2 and 4: both have the work id 'a', but not the same account and amount; a work id names one action"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aFileThatIsWrongIsRefusedWithItsLine(String content, String complaint) throws IOException {
        Files.writeString(file, content);

        assertThatThrownBy(() -> EventFile.read(file))
                .isInstanceOf(TrialException.class)
                .hasMessage(file + complaint);
    }

    @Test
    void aFileInAnotherEncodingIsRefused() throws IOException {
        Files.writeString(file, HEADER + "é,1,10\n", ISO_8859_1);

        assertThatThrownBy(() -> EventFile.read(file)).hasMessage(file + " is not in UTF-8; convert it");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> EventFile.read(file)).hasMessage("there is no file " + file + "; check --input");
    }
}
