package dev.latchkey.guards;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Java sources as the compiler reads them. */
final class ParsedSources {

    private final List<CompilationUnitTree> units = new ArrayList<>();
    private final SourcePositions positions;

    private ParsedSources(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
        JavacTask task = (JavacTask) compiler.getTask(
                null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
        task.parse().forEach(units::add);
        positions = Trees.instance(task).getSourcePositions();
    }

    static ParsedSources of(List<Path> files) {
        try {
            return new ParsedSources(files);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Where a piece of source stands. */
    final class Place {

        private final CompilationUnitTree unit;

        private Place(CompilationUnitTree unit) {
            this.unit = unit;
        }

        Path file() {
            return Path.of(unit.getSourceFile().toUri());
        }

        long lines(Tree tree) {
            return line(positions.getEndPosition(unit, tree)) - firstLine(tree) + 1;
        }

        private long firstLine(Tree tree) {
            return line(positions.getStartPosition(unit, tree));
        }

        private long line(long position) {
            LineMap map = unit.getLineMap();
            return position < 0 ? 0 : map.getLineNumber(position);
        }
    }

    void forEach(BiConsumer<Place, Tree> visitor) {
        for (CompilationUnitTree unit : units) {
            Place place = new Place(unit);
            new TreeScanner<@Nullable Object, @Nullable Object>() {
                @Override
                public @Nullable Object scan(@Nullable Tree tree, @Nullable Object nothing) {
                    if (tree != null) {
                        visitor.accept(place, tree);
                    }
                    return super.scan(tree, nothing);
                }
            }.scan(unit, null);
        }
    }

    /** Each piece for which this holds: {@code core/src/…/Some.java:17}. */
    List<String> findAll(BiPredicate<Place, Tree> condition) {
        List<String> found = new ArrayList<>();
        forEach((place, tree) -> {
            if (condition.test(place, tree)) {
                found.add(Repository.name(place.file()) + ":" + place.firstLine(tree));
            }
        });
        return found;
    }
}
