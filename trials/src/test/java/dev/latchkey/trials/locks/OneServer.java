package dev.latchkey.trials.locks;

import static org.awaitility.Awaitility.await;

import dev.latchkey.LockName;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.TestServers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The locks of one server for one test, under names of its own: all closed and free after it. */
final class OneServer implements AfterEachCallback {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final String URL = TestServers.freshSchema(0) + "?queryInterceptors=" + StatementTap.class.getName();

    private final ServerConfig config;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<LockName> names = new ArrayList<>();

    OneServer() {
        this(config -> config);
    }

    /** With other settings than the defaults. */
    OneServer(UnaryOperator<ServerConfig> settings) {
        config = settings.apply(ServerConfig.of(
                        URL, TestServers.server(0).user(), TestServers.server(0).password())
                .withBorrowTimeout(Duration.ofSeconds(20)));
    }

    ServerConfig config() {
        return config;
    }

    /** Opens its locks. */
    ServerLocks locks() {
        return locks(config);
    }

    /** Opens the locks of a server, to be closed after the test. */
    ServerLocks locks(ServerConfig other) {
        return keep(ServerLocks.on(Server.open("the server", other)));
    }

    /** Opens a session beside the library. */
    Rival rival() {
        return keep(new Rival(config));
    }

    private <T extends AutoCloseable> T keep(T opened) {
        open.push(opened);
        return opened;
    }

    /** A lock name that no other test uses. */
    LockName newName() {
        LockName name = LockName.exact("ONE_%06d_SERVER".formatted(NUMBERS.incrementAndGet()));
        names.add(name);
        return name;
    }

    /** The same for several, in their order. */
    List<LockName> newNames(int count) {
        String prefix = newName() + ".";
        List<LockName> several = IntStream.range(0, count)
                .mapToObj(i -> LockName.exact("%s%05d".formatted(prefix, i)))
                .toList();
        names.addAll(several.subList(0, Math.min(count, 10)));
        return several;
    }

    boolean isFree(LockName name) {
        return TestFleet.isFree(config, name.text());
    }

    long waiters(LockName name) {
        return TestFleet.waiters(config, name.text());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        for (LockName name : names) {
            await(name + " to be free after the test").until(() -> isFree(name));
        }
    }
}
