package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.servers.ServerSession;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The locks of one program on one server, and what the server says about the sessions of that program alone. */
final class WaitingBench implements AutoCloseable {

    /** For what happens at once, but on a machine that is busy with other things. */
    static final Duration BOUND = Duration.ofSeconds(60);

    private final ServerConfig config;
    private final ServerConfig beside = on(TestServers.freshSchema(0));
    private final String schema;
    private final WaitRecorder recorder = new WaitRecorder();
    private final ServerLocks locks;
    private final List<ServerLocks> further = new ArrayList<>();

    private WaitingBench(UnaryOperator<ServerConfig> settings) {
        ServerConfig plain = on(TestServers.freshSchema(0) + "?queryInterceptors=" + RequestTap.class.getName());
        this.schema = plain.url().text().replaceAll(".*/|\\?.*", "");
        this.config = settings.apply(plain).withListener(recorder);
        this.locks = ServerLocks.on(Server.open("the server", config));
    }

    static WaitingBench with(UnaryOperator<ServerConfig> settings) {
        return new WaitingBench(settings);
    }

    static WaitingBench withPool(int size) {
        return with(config -> config.withPoolSize(size));
    }

    private static ServerConfig on(String url) {
        return ServerConfig.of(
                url, TestServers.server(0).user(), TestServers.server(0).password());
    }

    /** A lock name that no other test uses. */
    static LockName newName() {
        return LockName.exact("waiting " + TestFleet.newWorkId());
    }

    static List<LockName> newNames(int count) {
        return IntStream.range(0, count).mapToObj(i -> newName()).toList();
    }

    ServerLocks locks() {
        return locks;
    }

    WaitRecorder recorder() {
        return recorder;
    }

    ServerConfig config() {
        return config;
    }

    /** What another program on the same server has: a pool and lines of its own. */
    ServerLocks anotherProgram() {
        ServerLocks another = ServerLocks.on(Server.open("the other program", config));
        further.add(another);
        return another;
    }

    /** A program without this library that holds these locks. */
    ForeignHolder foreign(List<LockName> names) {
        return ForeignHolder.holding(beside, names);
    }

    /** How many sessions this program has on the server, whatever they do. */
    long sessions() {
        return TestFleet.sessionsInItsSchema(config);
    }

    /** How many of them are in the server's queue for some lock. */
    long inTheServersQueue() {
        return TestFleet.sessions(beside, session -> isOurs(session) && session.waitsForALock());
    }

    /** The statements with which they are there. */
    List<String> waitingStatements() {
        try (Connection connection = TestFleet.connect(beside)) {
            return ServerSession.others(connection).stream()
                    .filter(session -> isOurs(session) && session.waitsForALock())
                    .map(ServerSession::statement)
                    .toList();
        } catch (SQLException e) {
            throw new AssertionError("the waiting statements", e);
        }
    }

    private boolean isOurs(ServerSession session) {
        return session.schema().equals(schema);
    }

    void awaitInTheServersQueue(long count) {
        await().atMost(BOUND).until(() -> inTheServersQueue() == count);
    }

    boolean isFree(LockName name) {
        return TestFleet.isFree(beside, name.text());
    }

    void awaitFree(LockName name) {
        await().atMost(BOUND).until(() -> isFree(name));
    }

    void kill(long session) {
        TestFleet.kill(beside, session);
    }

    /** Nobody waits in the server any more, and as many locks can be held at once as the pool has sessions. */
    void assertNothingLeaked() {
        awaitInTheServersQueue(0);
        int pool = config.limits().poolSize();
        List<HeldLock> held = newNames(pool).stream()
                .map(name -> locks.tryAcquire(name).orElseThrow())
                .toList();
        assertThat(held).hasSize(pool);
        held.forEach(HeldLock::close);
        assertThat(sessions()).isLessThanOrEqualTo(sessionsAtMost());
    }

    /** Both pools full, with the two sessions to spare for resolvers. */
    private long sessionsAtMost() {
        return 2L * config.limits().poolSize() + config.limits().sharedSessions() + 2;
    }

    @Override
    public void close() {
        further.forEach(ServerLocks::close);
        locks.close();
        await().atMost(BOUND).until(() -> sessions() == 0);
    }
}
