package dev.latchkey.guards;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The bounds that keep the sources readable. */
class SourcesTest {

    private static final int LONGEST_FILE = 300;
    private static final int LONGEST_METHOD = 50;
    private static final int MOST_CONSTRUCTOR_PARAMETERS = 5;

    /** Tests wait for conditions, by Awaitility, and for nothing else. */
    private static final Set<String> SLEEPS = Set.of("sleep", "parkNanos", "parkUntil", "onSpinWait");

    private static final ParsedSources MAIN = ParsedSources.of(Repository.mainSources());
    private static final ParsedSources TESTS = ParsedSources.of(Repository.testSources());

    @Test
    void noFileIsTooLong() {
        assertThat(Repository.mainSources())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(Repository.read(file).lines().count())
                        .as("lines of %s", Repository.name(file))
                        .isLessThanOrEqualTo(LONGEST_FILE));
    }

    @Test
    void noMethodIsTooLong() {
        assertThat(MAIN.findAll((place, tree) -> tree instanceof MethodTree && place.lines(tree) > LONGEST_METHOD))
                .as("methods of more than %d lines", LONGEST_METHOD)
                .isEmpty();
    }

    @Test
    void noConstructorTakesTooMuch() {
        assertThat(MAIN.findAll((place, tree) -> tree instanceof ClassTree type
                        && type.getKind() != Tree.Kind.RECORD
                        && type.getMembers().stream().anyMatch(SourcesTest::takesTooMuch)))
                .as("classes whose constructor has more than %d parameters", MOST_CONSTRUCTOR_PARAMETERS)
                .isEmpty();
    }

    private static boolean takesTooMuch(Tree member) {
        return member instanceof MethodTree method
                && method.getName().contentEquals("<init>")
                && method.getParameters().size() > MOST_CONSTRUCTOR_PARAMETERS;
    }

    /** But for trials, which only do something to those who take it, and benchmarks, where others take it by hand. */
    @Test
    void theLockIsTakenInOneFile() {
        Set<Path> files = new TreeSet<>();
        MAIN.forEach((place, tree) -> {
            if (tree instanceof LiteralTree literal
                    && String.valueOf(literal.getValue()).contains("GET_LOCK")) {
                files.add(place.file());
            }
        });
        assertThat(files)
                .extracting(Repository::name)
                .filteredOn(file -> !file.startsWith("trials/") && !file.startsWith("benchmarks/"))
                .containsExactly("core/src/main/java/dev/latchkey/mysql/LockStatements.java");
    }

    @Test
    void noTestSleeps() {
        assertThat(TESTS.findAll((place, tree) ->
                        tree instanceof MethodInvocationTree call && SLEEPS.contains(name(call.getMethodSelect()))))
                .isEmpty();
    }

    @Test
    void noTestUsesMocksOrAnotherDatabase() {
        assertThat(TESTS.findAll((place, tree) -> tree instanceof ImportTree imported
                        && imported.getQualifiedIdentifier()
                                .toString()
                                .matches("org\\.(mockito|easymock|h2|hsqldb|apache\\.derby)\\..*")))
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsForAndThatNothingIsNull() {
        List<Path> infos = Repository.mainSources().stream()
                .map(file -> file.resolveSibling("package-info.java"))
                .distinct()
                .toList();
        assertThat(infos).allSatisfy(info -> assertThat(info).content().contains("/**", "@NullMarked"));
    }

    @Test
    void nothingIsLeftForLater() {
        String later = "\\b(" + String.join("|", "TO" + "DO", "FIX" + "ME", "XX" + "X") + ")\\b";
        assertThat(Repository.files().stream()
                        .filter(file ->
                                file.toString().matches(".*\\.(java|sql|md|xml|properties|tsv|txt)|.*/(latchkey|run)"))
                        .filter(file -> Repository.read(file).matches("(?s).*" + later + ".*"))
                        .map(Repository::name))
                .isEmpty();
    }

    private static String name(ExpressionTree method) {
        if (method instanceof MemberSelectTree select) {
            return select.getIdentifier().toString();
        }
        return method instanceof IdentifierTree identifier
                ? identifier.getName().toString()
                : "";
    }
}
