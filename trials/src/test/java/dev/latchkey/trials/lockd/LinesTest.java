package dev.latchkey.trials.lockd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.lockd.Gateway;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How requests may arrive, and what ends a connection instead of being answered. */
class LinesTest {

    private static final int LONGEST = 4096;

    @RegisterExtension
    private final Gateways gateways = new Gateways();

    private final String key = Gateways.newKey();
    private Gateway gateway;

    @BeforeEach
    void open() {
        gateway = gateways.open();
    }

    @Test
    void requestsMayBeSplitAtEveryByte() {
        String requests = "g %1$s ü𝄞\r\nsg %1$s\n\ni %1$s ü𝄞\nr %1$s ü𝄞\nsr %1$s\n".formatted(key);
        String answers = """
                1 Lock Get Success: %1$s ü𝄞
                1 Shared Lock Get Success: %1$s
                1 Lock Is Locked: %1$s ü𝄞
                1 Lock Release Success: %1$s ü𝄞
                1 Shared Lock Release Success: %1$s
                """.formatted(key);
        byte[] bytes = requests.getBytes(UTF_8);
        LineClient client = gateways.client(gateway);
        for (int split = 1; split < bytes.length; split++) {
            client.send(Arrays.copyOf(bytes, split));
            client.send(Arrays.copyOfRange(bytes, split, bytes.length));

            assertThat(client.read(answers.getBytes(UTF_8).length)).isEqualTo(answers);
        }
        for (byte one : bytes) {
            client.send(new byte[] {one});
        }
        assertThat(client.read(answers.getBytes(UTF_8).length)).isEqualTo(answers);
    }

    @Test
    void tenThousandRequestsInOneWriteAreAnsweredInTheirOrder() {
        LineClient client = gateways.client(gateway);
        String requests = IntStream.range(0, 5_000)
                .mapToObj(i -> "r %s %d\nme\n".formatted(key, i))
                .collect(Collectors.joining());
        client.send("g %s\n".formatted(key) + requests);

        assertThat(client.line()).isEqualTo("1 Lock Get Success: " + key);
        for (int i = 0; i < 5_000; i++) {
            assertThat(client.line()).isEqualTo("0 Lock Release Failure: %s %d".formatted(key, i));
            assertThat(client.line()).startsWith("1 " + client.address());
        }
    }

    @Test
    void aClientThatReadsNoAnswersIsLeftWaitingAndHarmsNobody() throws Exception {
        LineClient deaf = gateways.client(gateway);
        byte[] requests = "who\nme\n".repeat(10_000).getBytes(UTF_8);
        Thread sending = new Thread(() -> {
            for (int i = 0; i < 10; i++) {
                deaf.send(requests);
            }
        });
        sending.setDaemon(true);
        sending.start();

        assertThat(gateways.client(gateway).ask("g " + key)).isEqualTo("1 Lock Get Success: " + key);
        for (int i = 0; i < 100_000; i++) {
            assertThat(deaf.line()).startsWith("1 ");
        }
        sending.join();
    }

    @Test
    void theLongestLineIsAnsweredAndKeysThatDifferAtItsEndAreTwo() {
        LineClient client = gateways.client(gateway);
        String longKey = key + "x".repeat(LONGEST - 3 - key.length());

        assertThat(client.ask("g " + longKey + "1")).isEqualTo("1 Lock Get Success: " + longKey + "1");
        assertThat(client.ask("i " + longKey + "1")).isEqualTo("1 Lock Is Locked: " + longKey + "1");
        assertThat(client.ask("i " + longKey + "2")).isEqualTo("0 Lock Not Locked: " + longKey + "2");
        assertThat(client.ask("sg " + longKey)).isEqualTo("1 Shared Lock Get Success: " + longKey);
    }

    @Test
    void aLineThatIsTooLongEndsItsConnectionAndNoOther() {
        LineClient other = gateways.client(gateway);
        other.ask("g " + key + " other");
        LineClient client = gateways.client(gateway);
        client.send("g %s\ng %s\ng too late\n".formatted(key, "x".repeat(LONGEST - 1)));

        assertThat(client.line()).isEqualTo("1 Lock Get Success: " + key);
        client.awaitEnd();
        Gateways.awaitFigure(gateway, "orphans", 1);
        assertThat(other.ask("i " + key)).isEqualTo("0 Lock Not Locked: " + key);
        assertThat(other.ask("i " + key + " other")).startsWith("1 ");
        assertThat(other.figures()).containsEntry("command_g", 2L).containsEntry("connections", 1L);
    }

    @Test
    void aLineWithoutAnEndIsNotAwaitedForEver() {
        LineClient client = gateways.client(gateway);
        client.send("g " + "x".repeat(LONGEST));

        client.awaitEnd();
    }

    @Test
    void bytesThatAreNoUtf8EndTheirConnectionAndNoOther() {
        for (byte[] wrong : new byte[][] {
            {(byte) 0xff}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xe2}
        }) {
            LineClient client = gateways.client(gateway);
            client.send("g %s\ng ".formatted(key)).send(wrong).send("\nme\n");

            assertThat(client.line()).isEqualTo("1 Lock Get Success: " + key);
            client.awaitEnd();
            LineClient other = gateways.client(gateway);
            await().until(() -> other.ask("i " + key).startsWith("0 "));
        }
    }

    @Test
    void aClientThatSendsNoMoreIsAnsweredFirst() {
        LineClient client = gateways.client(gateway);
        client.send("g %1$s\nsg %1$s\nme\nunfinished".formatted(key));
        client.shutOutput();

        assertThat(client.line()).isEqualTo("1 Lock Get Success: " + key);
        assertThat(client.line()).isEqualTo("1 Shared Lock Get Success: " + key);
        assertThat(client.line()).startsWith("1 " + client.address());
        client.awaitEnd();
        Gateways.awaitFigure(gateway, "orphans", 1);
        Gateways.awaitFigure(gateway, "shared_orphans", 1);
        assertThat(gateway.figures()).containsEntry("invalid_commands", 0L);
    }
}
