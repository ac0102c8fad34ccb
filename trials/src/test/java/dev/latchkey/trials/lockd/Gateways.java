package dev.latchkey.trials.lockd;

import static org.awaitility.Awaitility.await;

import dev.latchkey.lockd.Capacity;
import dev.latchkey.lockd.Gateway;
import dev.latchkey.lockd.GatewayOptions;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.support.TestFleet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gateways and their clients for one test, on the servers of all tests: closed after it. */
final class Gateways implements AfterEachCallback {

    static final GatewayOptions ANY_PORT = GatewayOptions.DEFAULT.withPort(0);

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    Gateway open() {
        return open(options -> options);
    }

    Gateway open(UnaryOperator<GatewayOptions> settings) {
        return open(TestFleet.shared().config(), settings);
    }

    /** One with sessions of its own. */
    Gateway open(FleetConfig servers, UnaryOperator<GatewayOptions> settings) {
        Fleet fleet = keep(Fleet.open(Capacity.ofLocks(10_000).on(servers)));
        return keep(Gateway.open(fleet, settings.apply(ANY_PORT)));
    }

    LineClient client(Gateway gateway) {
        return keep(LineClient.connect(gateway.address()));
    }

    private <T extends AutoCloseable> T keep(T opened) {
        open.push(opened);
        return opened;
    }

    /** A key that no other test uses, and that is its own lock name. */
    static String newKey() {
        return "LOCKD_%d_TEST".formatted(NUMBERS.incrementAndGet());
    }

    /** Waits until a figure is this. */
    static void awaitFigure(Gateway gateway, String name, long figure) {
        await(name).until(() -> gateway.figures().get(name), now -> now == figure);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
