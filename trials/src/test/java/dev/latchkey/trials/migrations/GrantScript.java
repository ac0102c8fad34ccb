package dev.latchkey.trials.migrations;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes a script of GRANTs apart, so that each privilege, and each column of one, is granted by a statement of its own. */
final class GrantScript {

    private static final Pattern GRANT = Pattern.compile("(?m)^GRANT (.*) (ON .* TO [^;]*);");
    private static final Pattern PRIVILEGE = Pattern.compile("([A-Z]+)(?: \\(([^)]*)\\))?");

    private GrantScript() {}

    static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        GRANT.matcher(script)
                .results()
                .forEach(grant -> PRIVILEGE
                        .matcher(grant.group(1))
                        .results()
                        .flatMap(GrantScript::columns)
                        .forEach(privilege -> statements.add("GRANT %s %s".formatted(privilege, grant.group(2)))));
        return statements;
    }

    private static Stream<String> columns(MatchResult privilege) {
        return privilege.group(2) == null
                ? Stream.of(privilege.group(1))
                : Stream.of(privilege.group(2).split(", ")).map(column -> privilege.group(1) + " (" + column + ")");
    }
}
