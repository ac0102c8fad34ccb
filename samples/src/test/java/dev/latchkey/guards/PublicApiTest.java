package dev.latchkey.guards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What users can call changes on purpose only. */
class PublicApiTest {

    private static final String UPDATE = "latchkey.api";

    @Test
    void isTheListInTheRepository() throws IOException {
        Path file = Repository.path("samples/src/test/resources/dev/latchkey/guards/public-api.txt");
        List<String> now = PublicApi.lines();
        assertThat(now).hasSizeGreaterThan(100);
        if ("update".equals(System.getProperty(UPDATE))) {
            Files.write(file, now);
            return;
        }
        List<String> before = Files.readAllLines(file);
        if (!before.equals(now)) {
            fail("""
                    The public API differs from %s:
                    %s
                    If that is on purpose, say so by updating the list:
                      mvn test -pl samples -am -Dtest=PublicApiTest -Dsurefire.failIfNoSpecifiedTests=false -D%s=update
                    """.formatted(Repository.name(file), PublicApi.diff(before, now), UPDATE));
        }
    }
}
