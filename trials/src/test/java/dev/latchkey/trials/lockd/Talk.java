package dev.latchkey.trials.lockd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;

/**
 * A table of requests and answers: who asks, what, and what the answer is, to the byte. {@code $} stands for a key that is the test's
 * own, {@code @a} for the address of client a, {@code \t} and the like for themselves, and {@code ;} for the end of a line of an answer.
 *
 * <pre>
 * a | g $ | 1 Lock Get Success: $;
 * b | xyz |
 * </pre>
 */
record Talk(Map<String, LineClient> clients, String key) {

    void hold(String table) {
        table.lines().forEach(row -> {
            String[] cells = row.split("\\|", -1);
            LineClient client = Objects.requireNonNull(clients.get(cells[0].strip()), row);
            String request = filled(cells[1].substring(1, cells[1].length() - (cells[1].endsWith(" ") ? 1 : 0)));
            String expected = filled(cells[2].strip()).replace(";", "\n");
            client.send(request + "\n");
            assertThat(client.read(expected.getBytes(UTF_8).length)).as(row).isEqualTo(expected);
            String me = "1 %s ".formatted(client.address());
            client.send("me\n");
            assertThat(client.line()).as("after " + row).startsWith(me);
        });
    }

    private String filled(String cell) {
        String text = cell.replace("$", key).translateEscapes();
        for (Map.Entry<String, LineClient> client : clients.entrySet()) {
            text = text.replace("@" + client.getKey(), client.getValue().address());
        }
        return text;
    }
}
