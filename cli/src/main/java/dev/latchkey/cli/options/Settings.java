package dev.latchkey.cli.options;

import dev.latchkey.LatchkeyException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Names and values of one part of a file, each with its line. */
final class Settings {

    private final String file;
    private final Node node;
    private final Map<String, Node> values = new LinkedHashMap<>();

    /**
     * Settings of these names; there need not be all of them.
     *
     * @throws WrongFileException if there is another name, a name twice, or something else than names and values
     */
    Settings(String file, Node node, Set<String> names) {
        this.file = file;
        this.node = node;
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(node, "here must be lines of the form 'name: value'");
        }
        for (NodeTuple line : mapping.getValue()) {
            Node name = line.getKeyNode();
            String text = text(name);
            if (!names.contains(text)) {
                throw wrong(
                        name,
                        "'%s' is no setting here; there are %s".formatted(text, String.join(", ", sorted(names))));
            }
            if (values.putIfAbsent(text, line.getValueNode()) != null) {
                throw wrong(name, "'%s' is set twice".formatted(text));
            }
        }
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    /** One value. */
    Optional<Setting> find(String name) {
        return Optional.ofNullable(values.get(name)).map(value -> new Setting(name, text(value), value));
    }

    /** Settings within a setting. */
    Optional<Settings> within(String name, Set<String> names) {
        return Optional.ofNullable(values.get(name)).map(value -> new Settings(file, value, names));
    }

    /** The same, for a list of them. */
    List<Settings> listWithin(String name, Set<String> names) {
        Node list = values.get(name);
        if (list == null) {
            return List.of();
        }
        if (!(list instanceof SequenceNode sequence)) {
            throw wrong(list, "'%s' must be a list: lines that begin with '- '".formatted(name));
        }
        return sequence.getValue().stream()
                .map(part -> new Settings(file, part, names))
                .toList();
    }

    private String text(Node value) {
        if (value instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw wrong(value, "here must be one value");
    }

    WrongFileException wrong(String message) {
        return wrong(node, message);
    }

    private WrongFileException wrong(Node at, String message) {
        return new WrongFileException(file, at.getStartMark().getLine() + 1, message);
    }

    /** A value, and where it stands. */
    final class Setting {

        private final String name;
        private final String text;
        private final Node at;

        private Setting(String name, String text, Node at) {
            this.name = name;
            this.text = text;
            this.at = at;
        }

        /**
         * The value as something else than text.
         *
         * @throws WrongFileException if it isn't one
         */
        <T> T as(Reading<T> reading) {
            try {
                return reading.of(text);
            } catch (IllegalArgumentException | LatchkeyException e) {
                throw wrong(at, "%s: %s".formatted(name, e.getMessage()));
            }
        }
    }

    /** Makes something of a text, or throws an exception that says what is wrong with it. */
    interface Reading<T> {
        T of(String text);
    }
}
