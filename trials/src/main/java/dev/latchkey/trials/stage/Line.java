package dev.latchkey.trials.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How parent and child write to each other: a line of fields with a blank between them, whatever characters are in a field. */
public final class Line {

    private Line() {}

    public static String of(Object... fields) {
        return Arrays.stream(fields)
                .map(field -> URLEncoder.encode(field.toString(), UTF_8))
                .collect(Collectors.joining(" "));
    }

    public static List<String> fields(String line) {
        return Arrays.stream(line.split(" ", -1))
                .map(field -> URLDecoder.decode(field, UTF_8))
                .toList();
    }
}
