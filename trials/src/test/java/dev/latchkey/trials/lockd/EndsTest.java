package dev.latchkey.trials.lockd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.lockd.Gateway;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.stage.EachServer;
import dev.latchkey.trials.support.TestFleet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of locks when a client, a gateway, a session or a server ends. */
class EndsTest {

    private static final Duration SOON = Duration.ofMillis(100);
    private static final int TRIES = 20;

    @RegisterExtension
    private final Gateways gateways = new Gateways();

    @TempDir
    private Path folder;

    private final TestFleet servers = TestFleet.shared();
    private final String key = Gateways.newKey();

    private static void die(LineClient client, String how) {
        if (how.equals("FIN")) {
            client.close();
        } else {
            client.reset();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIN", "RST"})
    void aClientThatDiesFreesItsOwnLocksAndNoOthersWithinATenthOfASecond(String death) {
        Gateway gateway = gateways.open();
        LineClient other = gateways.client(gateway);
        other.ask("g " + key + " other");
        other.ask("sg " + key);
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            LineClient client = gateways.client(gateway);
            assertThat(client.ask("g " + key)).startsWith("1 ");
            assertThat(client.ask("sg " + key)).startsWith("2 ");
            die(client, death);
            long start = System.nanoTime();
            while (other.ask("i " + key).startsWith("1 ")
                    || other.ask("si " + key).startsWith("2 ")) {
                assertThat(System.nanoTime() - start)
                        .isLessThan(Duration.ofSeconds(20).toNanos());
            }
            fastest = Math.min(fastest, System.nanoTime() - start);
        }

        assertThat(Duration.ofNanos(fastest)).isLessThan(SOON); // the slowest shows how busy the machine is
        assertThat(other.ask("i " + key + " other")).startsWith("1 ");
        assertThat(other.ask("si " + key)).startsWith("1 ");
        assertThat(other.figures())
                .containsEntry("orphans", (long) TRIES)
                .containsEntry("shared_orphans", (long) TRIES)
                .containsEntry("locks", 1L)
                .containsEntry("shared_locks", 1L)
                .containsEntry("connections", 1L);
    }

    /** It dies at another place each time: while a request waits, while one is asked, while answers are written. */
    @ParameterizedTest
    @ValueSource(strings = {"FIN", "RST"})
    void aRequestThatIsUnderWayWhenItsClientDiesLeavesNoLockBehind(String death) {
        Gateway gateway = gateways.open();
        LineClient other = gateways.client(gateway);
        for (int i = 0; i < 40; i++) {
            LineClient client = gateways.client(gateway);
            for (int n = 0; n < 20; n++) {
                client.send("g %1$s %2$d\nsg %1$s %2$d\n".formatted(key, n));
            }
            for (int n = 0; n < i % 30; n++) {
                client.line();
            }
            die(client, death);
        }
        await().untilAsserted(() -> assertThat(other.figures()).containsEntry("connections", 1L));

        await().untilAsserted(() -> {
            for (int n = 0; n < 20; n++) {
                assertThat(other.ask("i %s %d".formatted(key, n))).startsWith("0 ");
                assertThat(other.ask("si %s %d".formatted(key, n))).startsWith("0 ");
            }
        });
        assertThat(other.figures()).containsEntry("locks", 0L).containsEntry("shared_locks", 0L);
    }

    @Test
    void aGatewayThatIsClosedFreesAllAndTheFleetStays() throws Exception {
        Fleet fleet = servers.fleet();
        Gateway gateway = Gateway.open(fleet, Gateways.ANY_PORT);
        LineClient client = gateways.client(gateway);
        client.ask("g " + key);
        gateway.close();

        client.awaitEnd();
        try (HeldLock lock = fleet.tryAcquire(LockKey.parse(key)).orElseThrow()) {
            lock.ensureHeld();
        }
    }

    @Test
    void aGatewayThatIsKilledFreesTheLocksOfAllItsClients() throws Exception {
        LineClient other = gateways.client(gateways.open());
        try (GatewayProcess killed = GatewayProcess.start(servers.config(), 1000, folder.resolve("gateway.log"))) {
            LineClient first = LineClient.connect(killed.address());
            LineClient second = LineClient.connect(killed.address());
            assertThat(first.ask("g " + key)).startsWith("1 ");
            assertThat(first.ask("sg " + key)).startsWith("1 ");
            assertThat(second.ask("sg " + key)).startsWith("2 ");
            assertThat(other.ask("g " + key)).startsWith("0 ");
            assertThat(other.ask("si " + key)).startsWith("2 ");
            killed.kill();

            await().until(() -> other.ask("g " + key).startsWith("1 "));
            await().until(() -> other.ask("si " + key).startsWith("0 "));
            first.awaitEnd();
            second.awaitEnd();
        }
    }

    private ServerConfig home() {
        return servers.home(LockKey.parse(key));
    }

    private void killItsSession() {
        String name = LockName.of(LockKey.parse(key)).text();
        TestFleet.kill(home(), TestFleet.number(home(), "SELECT IS_USED_LOCK(?)", name));
    }

    /** The next heartbeat finds out; here that comes each second. */
    @Test
    void theHolderOfALockThatWasLostIsDisconnectedAndNobodyElse() {
        FleetConfig quick = EachServer.of(servers.config(), server -> server.withLease(Duration.ofSeconds(3)));
        Gateway gateway = gateways.open(quick, options -> options);
        LineClient client = gateways.client(gateway);
        client.ask("g " + key);
        client.ask("iam holder");
        LineClient other = gateways.client(gateway);
        other.ask("sr " + key);
        killItsSession();

        client.awaitEnd();
        assertThat(other.ask("g " + key)).startsWith("1 ");
        await().untilAsserted(() -> assertThat(other.figures()).containsEntry("connections", 1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"g", "r"})
    void whoAsksForALockThatWasLostIsNotToldThatItIsHeld(String command) {
        LineClient client = gateways.client(gateways.open());
        client.ask("g " + key);
        killItsSession();

        assertThat(client.ask(command + " " + key)).isIn("", "0 Lock Release Failure: " + key);
        client.awaitEnd();
    }

    private void withoutServers(Consumer<LineClient> requests) {
        try (TcpProxy first = TestFleet.proxyTo(servers.config().shards().get(0));
                TcpProxy second = TestFleet.proxyTo(servers.config().shards().get(1))) {
            FleetConfig behind = FleetConfig.of(List.of(
                    TestFleet.via(first, servers.config().shards().get(0)),
                    TestFleet.via(second, servers.config().shards().get(1))));
            Gateway gateway = gateways.open(behind, options -> options);
            LineClient client = gateways.client(gateway);
            assertThat(client.ask("g " + key)).startsWith("1 ");
            first.refuse();
            second.refuse();

            requests.accept(gateways.client(gateway));
            assertThat(gateways.client(gateway).ask("me")).startsWith("1 ");
            first.accept();
            second.accept();
            LineClient later = gateways.client(gateway);
            await().ignoreExceptions().until(() -> {
                LineClient again = gateways.client(gateway);
                return again.ask("g " + key).startsWith("1 ")
                        && again.ask("r " + key).startsWith("1 ");
            });
            assertThat(later.ask("me")).startsWith("1 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"g", "i", "sg", "si"})
    void whereAServerCantBeAskedThereIsNoAnswerButAnEnd(String command) {
        withoutServers(client -> {
            client.send("me\n%s %s more\nme\n".formatted(command, key));

            assertThat(client.line()).startsWith("1 ");
            client.awaitEnd();
        });
    }
}
