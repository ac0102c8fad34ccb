package dev.latchkey.lockd;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What clients can ask for, by the word that asks for it, in lower case. */
enum Command {
    G,
    R,
    I,
    SG,
    SR,
    SI,
    Q,
    D,
    SD,
    DUMP,
    IAM,
    ME,
    WHO;

    private static final Map<String, Command> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Command::word, Function.identity()));

    static Optional<Command> of(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
