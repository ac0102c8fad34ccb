package dev.latchkey.trials.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.trials.net.Passage.Direction;
import dev.latchkey.trials.net.Passage.Fate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    private static final int BOUND_MILLIS = 10_000;
    private static final int SHORT_MILLIS = 50;
    private static final String MORE_THAN_THE_PROXY_HOLDS = "x".repeat(64 * 1024);

    private final InetAddress localhost = InetAddress.getLoopbackAddress();
    private ServerSocket listener;
    private TcpProxy proxy;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 10, localhost);
        proxy = TcpProxy.to("127.0.0.1", listener.getLocalPort());
        client = newClient();
        server = acceptedByServer();
        greet(client, server);
    }

    @AfterEach
    void closeAll() throws IOException {
        proxy.close();
        listener.close();
        client.close();
        server.close();
    }

    @Test
    void bytesGoBothWays() throws IOException {
        send(client, "question");
        assertThat(receive(server, 8)).isEqualTo("question");
        send(server, "answer");
        assertThat(receive(client, 6)).isEqualTo("answer");
    }

    @Test
    void theEndOfOneDirectionLeavesTheOtherOpen() throws IOException {
        client.shutdownOutput();
        assertThat(server.getInputStream().read()).isEqualTo(-1);

        send(server, "late");
        assertThat(receive(client, 4)).isEqualTo("late");
        server.close();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aLinkIsKnownByThePortsOfBothSides() throws IOException {
        try (Socket second = newClient();
                Socket atServer = acceptedByServer()) {
            greet(second, atServer);
            Link link = linkOf(second);

            assertThat(link).isNotSameAs(linkOf(client));
            assertThat(link.portSeenByServer()).isEqualTo(atServer.getPort());
        }
    }

    @Test
    void aLinkThatEndedIsForgotten() throws IOException {
        Link link = linkOf(client);
        client.close();
        assertThat(server.getInputStream().read()).isEqualTo(-1);
        link.cut();

        assertThat(proxy.links()).isEmpty();
    }

    @Nested
    class APassage {

        /** The fate of the chunk with this text; all others are forwarded. */
        private void decide(Direction direction, String text, Fate fate) {
            proxy.through((link, way, bytes) -> way == direction
                            && StandardCharsets.US_ASCII
                                    .decode(bytes)
                                    .toString()
                                    .equals(text)
                    ? fate
                    : Fate.FORWARDED);
        }

        @Test
        void mayLoseWhatItPicks() throws IOException {
            decide(Direction.ANSWER, "lost", Fate.SWALLOWED);

            send(server, "lost");
            assertThat(isSilent(client)).isTrue();
            send(server, "answer");
            assertThat(receive(client, 6)).isEqualTo("answer");
        }

        @Test
        void mayCutTheLinkBeforeARequest() throws IOException {
            decide(Direction.REQUEST, "commit", Fate.CUT_BEFORE);

            send(client, "commit");
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(proxy.links()).isEmpty();
        }

        @Test
        void mayCutTheLinkWithinARequest() throws IOException {
            decide(Direction.REQUEST, "commit", Fate.TORN);

            send(client, "commit");
            assertThat(receive(server, 3)).isEqualTo("com");
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }

        @Test
        void mayCutTheLinkAfterARequest() throws IOException {
            decide(Direction.REQUEST, "commit", Fate.CUT_AFTER);

            send(client, "commit");
            assertThat(receive(server, 6)).isEqualTo("commit");
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Nested
    class ALink {

        @Test
        void thatSwallowsAnswersStillForwardsQuestions() throws IOException {
            linkOf(client).swallowAnswers();

            send(client, "commit");
            assertThat(receive(server, 6)).isEqualTo("commit");
            send(server, "done");
            server.close();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }

        @Test
        void thatStallsHoldsEverythingUntilItFlows() throws IOException {
            linkOf(client).stall();
            send(client, "a");
            send(server, "b");
            assertThat(isSilent(server)).isTrue();
            assertThat(isSilent(client)).isTrue();

            linkOf(client).flow();

            assertThat(receive(server, 1)).isEqualTo("a");
            assertThat(receive(client, 1)).isEqualTo("b");
        }

        @Test
        void thatIsCutEndsInAnOrderlyWay() throws IOException {
            linkOf(client).cut();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(server.getInputStream().read()).isEqualTo(-1);
        }

        @Test
        void thatIsCutWhileItHoldsBytesEndsInAnOrderlyWayToo() throws IOException {
            Link link = linkOf(client);
            link.stall();
            send(client, MORE_THAN_THE_PROXY_HOLDS);

            link.cut();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(server.getInputStream().read()).isEqualTo(-1);
        }

        @Test
        void thatIsResetFailsOnBothSides() {
            linkOf(client).reset();

            assertReset(client);
            assertReset(server);
        }

        @Test
        void passesACrashOnToTheOtherSide() throws IOException {
            client.setSoLinger(true, 0);
            client.close();

            assertReset(server);
        }
    }

    @Nested
    class AProxyThatRefuses {

        @Test
        void cutsItsLinksAndResetsNewConnections() throws IOException {
            proxy.refuse();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            try (Socket refused = newClient()) {
                assertReset(refused);
            }
            assertThat(proxy.links()).isEmpty();
        }

        @Test
        void letsClientsThroughOnTheSamePortWhenItAcceptsAgain() throws IOException {
            proxy.refuse();
            proxy.accept();

            try (Socket again = newClient();
                    Socket atServer = acceptedByServer()) {
                send(again, "hello");
                assertThat(receive(atServer, 5)).isEqualTo("hello");
            }
        }
    }

    @Test
    void aServerThatIsGoneIsAResetForTheClient() throws IOException {
        listener.close();

        try (Socket late = newClient()) {
            assertReset(late);
        }
    }

    private Socket newClient() throws IOException {
        return bounded(new Socket(localhost, proxy.port()));
    }

    private Socket acceptedByServer() throws IOException {
        listener.setSoTimeout(BOUND_MILLIS);
        return bounded(listener.accept());
    }

    private static Socket bounded(Socket socket) throws IOException {
        socket.setSoTimeout(BOUND_MILLIS);
        return socket;
    }

    private Link linkOf(Socket socket) {
        return proxy.links().stream()
                .filter(link -> link.clientPort() == socket.getLocalPort())
                .findFirst()
                .orElseThrow();
    }

    /** A server's listener takes a connection before the proxy knows of it; an answer shows that all four ends do. */
    private static void greet(Socket client, Socket server) throws IOException {
        send(server, "!");
        assertThat(receive(client, 1)).isEqualTo("!");
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String receive(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
    }

    private static boolean isSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SHORT_MILLIS);
        try {
            return socket.getInputStream().read() == Integer.MIN_VALUE;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(BOUND_MILLIS);
        }
    }

    private static void assertReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }
}
