package dev.latchkey.guards;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each guarantee is shown by a test that is there. */
final class GuaranteesTest {

    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

    @Test
    void theTestsThatTheyNameAreThere() {
        Map<String, String> sources = new HashMap<>();
        for (Path file : Repository.testSources()) {
            sources.put(file.getFileName().toString().replace(".java", ""), Repository.read(file));
        }
        List<MatchResult> named = NAMED.matcher(Repository.read(Repository.path("docs/guarantees.md")))
                .results()
                .toList();
        assertThat(named).hasSizeGreaterThan(40);
        assertThat(named).allSatisfy(match -> {
            assertThat(sources).as(match.group()).containsKey(match.group(1));
            if (match.group(2) != null) {
                assertThat(sources.get(match.group(1))).as(match.group()).contains("void " + match.group(2) + "(");
            }
        });
    }
}
