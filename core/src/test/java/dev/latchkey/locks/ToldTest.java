package dev.latchkey.locks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.LockListener;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A listener can't do harm. */
class ToldTest {

    static List<Throwable> failures() {
        return List.of(
                new IllegalStateException("the listener is broken"),
                new NoClassDefFoundError("some/meter/Registry"),
                new AssertionError("the listener is strict"));
    }

    private static String logOf(Runnable action) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatItThrowsIsLoggedOnceAndGoesNoFurther(Throwable thrown) {
        Told told = new Told(
                new LockListener() {
                    @Override
                    public void poolExhausted(String server, Duration waited) {
                        ToldTest.<RuntimeException>sneaky(thrown);
                    }
                },
                "the server");
        String log = logOf(() -> told.tell(listener -> listener.poolExhausted("the server", Duration.ZERO)));
        assertThat(log.lines())
                .filteredOn(line -> line.contains("a listener threw an exception, which is ignored"))
                .hasSize(1);
        assertThat(log).contains(thrown.toString());
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> void sneaky(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
