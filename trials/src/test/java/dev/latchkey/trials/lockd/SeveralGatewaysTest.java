package dev.latchkey.trials.lockd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.lockd.Gateway;
import dev.latchkey.trials.support.TestFleet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Gateways on the same servers, Java programs and people with SQL meet at the same locks. */
class SeveralGatewaysTest {

    private static final int HOLDERS = 2_000;

    @RegisterExtension
    private final Gateways gateways = new Gateways();

    private final String key = Gateways.newKey();

    @Test
    void excludeEachOthersClients() {
        LineClient a = gateways.client(gateways.open());
        LineClient b = gateways.client(gateways.open());

        assertThat(a.ask("g " + key)).startsWith("1 ");
        assertThat(b.ask("g " + key)).startsWith("0 ");
        assertThat(b.ask("i " + key)).startsWith("1 ");
        assertThat(b.ask("r " + key)).startsWith("0 ");
        a.close();
        await().until(() -> b.ask("g " + key).startsWith("1 "));
    }

    @Test
    void addUpTheirHoldersAndTellOnlyOfTheirOwn() {
        LineClient a = gateways.client(gateways.open());
        LineClient b = gateways.client(gateways.open());

        assertThat(a.ask("sg " + key)).startsWith("1 ");
        assertThat(b.ask("sg " + key)).startsWith("2 ");
        assertThat(a.ask("si " + key)).startsWith("2 ");
        assertThat(a.ask("sd " + key)).isEqualTo(key + ": " + a.address());
        assertThat(b.ask("dump shared")).isEqualTo("{\"%s\":[\"%s\"]}".formatted(key, b.address()));
        assertThat(a.figures()).containsEntry("connections", 1L).containsEntry("shared_locks", 1L);
    }

    /** They come as fast as they can, and each is told how many there were when it was counted. */
    @Test
    void twoThousandClientsHoldOneKeyAtTwoGateways() {
        List<Gateway> both = List.of(gateways.open(), gateways.open());
        List<LineClient> clients = new ArrayList<>();
        for (int i = 0; i < HOLDERS; i++) {
            clients.add(gateways.client(both.get(i % 2)).send("sg " + key + "\n"));
        }
        for (LineClient client : clients) {
            assertThat(client.line()).matches("[1-9][0-9]* Shared Lock Get Success: " + key);
        }

        assertThat(clients.get(0).ask("si " + key)).startsWith("2000 ");
        assertThat(clients.get(1).ask("sg " + key)).startsWith("2000 ");
        clients.forEach(LineClient::reset);
        both.forEach(gateway -> Gateways.awaitFigure(gateway, "shared_orphans", HOLDERS / 2));
        assertThat(gateways.client(both.get(0)).ask("si " + key)).startsWith("0 ");
    }

    /** Also the one that the gateway asked for first: what showed the others that there are holders goes over to another. */
    @Test
    void whoeverLeavesThoseWhoStayAreStillCountedEverywhere() {
        Gateway here = gateways.open();
        LineClient elsewhere = gateways.client(gateways.open());
        List<LineClient> holders =
                IntStream.range(0, 5).mapToObj(i -> gateways.client(here)).collect(Collectors.toList());
        holders.forEach(client -> client.ask("sg " + key));
        assertThat(elsewhere.ask("sg " + key)).startsWith("6 ");
        while (!holders.isEmpty()) {
            assertThat(holders.remove(0).ask("sr " + key)).startsWith("1 ");

            assertThat(elsewhere.ask("si " + key)).startsWith(holders.size() + 1 + " ");
        }
        assertThat(gateways.client(here).ask("si " + key)).startsWith("1 ");
    }

    /** While they come and go one may be counted twice, or not: the slots are looked at one after the other. */
    @Test
    void afterMuchComingAndGoingTheCountIsRight() {
        List<Gateway> both = List.of(gateways.open(), gateways.open());
        List<LineClient> clients = IntStream.range(0, 8)
                .mapToObj(i -> gateways.client(both.get(i % 2)))
                .toList();
        String comingAndGoing = "sg %1$s\nsr %1$s\n".formatted(key).repeat(50);
        clients.forEach(client -> client.send(comingAndGoing + "sg " + key + "\n"));
        for (LineClient client : clients) {
            List<String> answers =
                    IntStream.range(0, 101).mapToObj(i -> client.line()).toList();
            assertThat(answers)
                    .allMatch(answer -> answer.matches("[1-9][0-9]* Shared Lock (Get|Release) Success: " + key));
        }

        assertThat(clients.get(0).ask("si " + key)).startsWith("8 ");
        assertThat(clients.get(1).ask("si " + key)).startsWith("8 ");
        clients.forEach(LineClient::close);
        both.forEach(gateway -> Gateways.awaitFigure(gateway, "shared_orphans", 4));
        assertThat(gateways.client(both.get(0)).ask("si " + key)).startsWith("0 ");
    }

    @Test
    void javaProgramsAndSqlSeeAndExcludeByTheSameNames() {
        LineClient client = gateways.client(gateways.open());
        LockKey lockKey = LockKey.parse(key);
        client.ask("g " + key);

        assertThat(TestFleet.shared().fleet().tryAcquire(lockKey)).isEmpty();
        assertThat(TestFleet.isFree(TestFleet.shared().home(lockKey), key)).isFalse();
        client.ask("r " + key);
        try (HeldLock lock = TestFleet.shared().fleet().tryAcquire(lockKey).orElseThrow()) {
            assertThat(lock.name()).isEqualTo(LockName.of(lockKey));
            assertThat(client.ask("g " + key)).startsWith("0 ");
            assertThat(client.ask("i " + key)).startsWith("1 ");
        }
        assertThat(client.ask("i " + key)).startsWith("0 ");
    }

    @Test
    void manyClientsFightForFewKeysAndOneHasEach() throws Exception {
        List<Gateway> both = List.of(gateways.open(), gateways.open());
        List<LineClient> clients = IntStream.range(0, 20)
                .mapToObj(i -> gateways.client(both.get(i % 2)))
                .toList();
        for (int round = 0; round < 20; round++) {
            String contested = key + " " + round;
            clients.forEach(client -> client.send("g %s\n".formatted(contested).getBytes(UTF_8)));

            assertThat(clients.stream().map(LineClient::line).filter(line -> line.startsWith("1 ")))
                    .hasSize(1);
        }
    }
}
