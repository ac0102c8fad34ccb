package dev.latchkey.cli.options;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The option for how a command prints its result, and the printing. Mixed into commands. */
public final class Format {

    public enum Kind {
        TEXT,
        JSON
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    @Option(
            names = "--format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = {
                "How to print the result (default: ${DEFAULT-VALUE}).",
                "json: exactly one object, on one line of standard output; nothing there if the command fails."
            })
    private Kind kind;

    /** Prints a result to standard output: an object for programs, or text for people. */
    public void print(CommandLine command, Object result, Supplier<String> text) {
        command.getOut()
                .println(
                        switch (kind) {
                            case TEXT -> text.get();
                            case JSON -> json(result);
                        });
        command.getOut().flush();
    }

    private static String json(Object result) {
        try {
            return JSON.writeValueAsString(result);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result that can't be written as JSON: " + result, e);
        }
    }
}
