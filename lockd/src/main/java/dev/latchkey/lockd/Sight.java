package dev.latchkey.lockd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What clients are told of each other: {@code q}, {@code d}, {@code sd}, {@code dump}, {@code iam}, {@code me} and {@code who}. */
final class Sight {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String DISABLED = "0 disabled\n";

    private final GatewayOptions options;
    private final Stats stats;
    private final Holders exclusive;
    private final Holders shared;
    private final Registry registry = new Registry();

    Sight(GatewayOptions options, Stats stats, Holders exclusive, Holders shared) {
        this.options = options;
        this.stats = stats;
        this.exclusive = exclusive;
        this.shared = shared;
    }

    /** All figures by their names, sorted. */
    Map<String, Long> figures() {
        Map<String, Long> figures = stats.figures();
        figures.put("locks", (long) exclusive.keys());
        figures.put("shared_locks", (long) shared.keys());
        return figures;
    }

    String figureLines() {
        return figures().entrySet().stream()
                .map(figure -> figure.getKey() + ": " + figure.getValue() + "\n")
                .collect(Collectors.joining());
    }

    String holderLines(String key) {
        return holderLines(exclusive, key);
    }

    String sharedHolderLines(String key) {
        return holderLines(shared, key);
    }

    private String holderLines(Holders holders, String key) {
        if (!options.dump()) {
            return DISABLED;
        }
        Map<String, List<Client>> asked = key.isEmpty() ? holders.all() : Map.of(key, holders.of(key));
        StringBuilder lines = new StringBuilder();
        asked.forEach((held, clients) -> clients.forEach(client ->
                lines.append(held).append(": ").append(registry.nameOf(client)).append('\n')));
        return lines.toString();
    }

    String dump(String what) {
        if (!options.dump()) {
            return DISABLED;
        }
        Map<String, Object> dump = new LinkedHashMap<>();
        if (what.equals("shared")) {
            shared.all()
                    .forEach((key, clients) ->
                            dump.put(key, clients.stream().map(Client::address).toList()));
        } else {
            exclusive
                    .all()
                    .forEach((key, clients) -> dump.put(key, clients.get(0).address()));
        }
        try {
            return JSON.writeValueAsString(dump) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("texts can be written", e);
        }
    }

    String name(Client client, String name) {
        if (!options.registry()) {
            return DISABLED;
        }
        registry.name(client, name);
        return "1 ok\n";
    }

    /** Where no names can be given, the address stands for the name. */
    String me(Client client) {
        return "1 " + client.address() + " " + registry.nameOf(client) + "\n";
    }

    String who(String name) {
        if (!options.registry() || !options.dump()) {
            return DISABLED;
        }
        return registry.all().entrySet().stream()
                .filter(named -> name.isEmpty() || named.getKey().equals(name))
                .map(named -> "%s: %s\n".formatted(named.getValue().address(), named.getKey()))
                .collect(Collectors.joining());
    }

    void forget(Client client) {
        registry.forget(client);
    }
}
