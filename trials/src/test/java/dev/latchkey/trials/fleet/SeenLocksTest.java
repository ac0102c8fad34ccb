package dev.latchkey.trials.fleet;

import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.LockOptions;
import dev.latchkey.ResultCodec;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.sharding.SeenLock;
import dev.latchkey.sharding.SeenLock.State;
import dev.latchkey.sharding.SeenLocks;
import dev.latchkey.trials.support.TestFleet;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The view {@code latchkey_lock}, and its reader. */
class SeenLocksTest {

    private static final WaitLimit LONG = WaitLimit.of(Duration.ofSeconds(60));

    private final TestFleet servers = TestFleet.shared();
    private final Fleet fleet = servers.fleet();

    private List<SeenLock> of(LockKey key) {
        return fleet.seenLocks().locks().stream()
                .filter(lock -> lock.lockName().equals(key.text()))
                .toList();
    }

    private Optional<SeenLock> of(LockKey key, State state) {
        return of(key).stream().filter(lock -> lock.state() == state).findFirst();
    }

    /** Said by the heartbeat, a second or some after the lock was taken. */
    private void awaitPurpose(LockKey key) {
        await().until(() -> of(key, State.HELD).flatMap(SeenLock::purpose).isPresent());
    }

    private boolean allAreSeen() {
        return fleet.seenLocks().partly().isEmpty();
    }

    @Nested
    class ThatIsWaitedFor {

        @Test
        void isSeenOnEveryServerWithBothSessions() {
            LockKey key = newKey();
            CompletableFuture<HeldLock> waiting;
            try (HeldLock held = fleet.acquire(key, LONG)) {
                waiting = fleet.acquireAsync(key, LONG, LockOptions.DEFAULT.doing("the next one"));
                SeenLock waiter = await().until(() -> of(key, State.AWAITED), Optional::isPresent)
                        .orElseThrow();
                SeenLock holder = of(key, State.HELD).orElseThrow();

                assertThat(holder.session()).isEqualTo(held.session());
                assertThat(holder.shard()).isEqualTo(fleet.shardOf(key).name());
                assertThat(holder.waiters()).isOne();
                assertThat(holder.user()).contains(servers.home(key).user());
                assertThat(waiter.session()).isNotEqualTo(held.session());
                assertThat(waiter.age())
                        .hasValueSatisfying(age -> assertThat(age).isLessThan(Duration.ofMinutes(1)));
                if (allAreSeen()) {
                    assertThat(waiter.purpose()).contains("the next one");
                }
            }
            waiting.join().close();
            await().until(() -> of(key).isEmpty());
        }
    }

    @Nested
    class ThatIsHeld {

        private final List<ServerConfig> switchedOn = new ArrayList<>();

        /** On MySQL 5.7; later it is on, and MariaDB has none as long as its performance schema is off. */
        @BeforeEach
        void switchTheInstrumentOn() throws SQLException {
            for (ServerConfig shard : servers.config().shards()) {
                if (instrument(shard, "YES") > 0) {
                    switchedOn.add(shard);
                }
            }
            assumeThat(allAreSeen()).as("the server shows all locks").isTrue();
        }

        @AfterEach
        void switchItOffAgain() throws SQLException {
            for (ServerConfig shard : switchedOn) {
                instrument(shard, "NO");
            }
        }

        private int instrument(ServerConfig shard, String enabled) throws SQLException {
            try (Connection connection = TestFleet.connect(shard);
                    Statement statement = connection.createStatement()) {
                return statement.executeUpdate(
                        "UPDATE performance_schema.setup_instruments SET ENABLED = '%s' WHERE NAME = 'wait/lock/metadata/sql/mdl' AND ENABLED <> '%1$s'"
                                .formatted(enabled));
            }
        }

        @Test
        void showsTheProgramTheThreadAndSinceWhen() {
            LockKey key = newKey();
            Instant before = Instant.now().minusSeconds(1);
            try (HeldLock held = fleet.acquire(key, LONG)) {
                awaitPurpose(key);
                assertThat(of(key)).singleElement().satisfies(lock -> {
                    assertThat(lock.state()).isEqualTo(State.HELD);
                    assertThat(lock.session()).isEqualTo(held.session());
                    assertThat(lock.application())
                            .contains(servers.config().shards().get(0).application());
                    assertThat(lock.processId())
                            .contains(String.valueOf(ProcessHandle.current().pid()));
                    assertThat(lock.host()).isPresent();
                    assertThat(lock.purpose()).contains(Thread.currentThread().getName());
                    assertThat(lock.since().orElseThrow())
                            .isBetween(before, Instant.now().plusSeconds(1));
                    assertThat(lock.waiters()).isZero();
                });
            }
            assertThat(of(key)).isEmpty();
        }

        @Test
        void byARunShowsItsWorkIdToTheLastCharacter() {
            LockKey key = newKey();
            WorkId workId = WorkId.of(newWorkId() + " O'Brien's \\ \"№ 7\" 😀 " + "x".repeat(200));

            fleet.run(key, workId, ResultCodec.string(), connection -> {
                Instant before = Instant.now();
                await().untilAsserted(() -> assertThat(of(key))
                        .singleElement()
                        .satisfies(lock -> assertThat(lock.purpose()).contains(workId.text())));
                assertThat(of(key))
                        .singleElement()
                        .satisfies(lock -> assertThat(lock.since())
                                .hasValueSatisfying(since -> assertThat(since).isBefore(before.plusSeconds(1))));
                return "seen";
            });
        }

        @Test
        void afterAWaitIsHeldSinceTheGrant() {
            LockKey key = newKey();
            HeldLock first = fleet.acquire(key, LONG);
            CompletableFuture<HeldLock> waiting = fleet.acquireAsync(key, LONG, LockOptions.DEFAULT);
            Instant asked = await().until(() -> of(key, State.AWAITED), Optional::isPresent)
                    .flatMap(SeenLock::since)
                    .orElseThrow();
            await().until(() -> Instant.now().isAfter(asked.plusSeconds(2)));
            first.close();
            try (HeldLock second = waiting.join()) {
                SeenLock lock = of(key, State.HELD).orElseThrow();
                assertThat(lock.session()).isEqualTo(second.session());
                assertThat(lock.since().orElseThrow()).isAfter(asked.plusSeconds(1));
            }
        }

        @Test
        void onASharedSessionShowsNothingThatItIsNot() {
            LockKey key = newKey();
            LockKey before = newKey();
            try (HeldLock left =
                    fleet.acquire(before, LONG)) { // leaves its purpose behind, on a session that goes back to the pool
                awaitPurpose(before);
                assertThat(left.lost()).isEmpty();
            }
            try (HeldLock held = fleet.acquire(key, LONG, LockOptions.DEFAULT.sharingASession())) {
                assertThat(of(key, State.HELD)).hasValueSatisfying(lock -> {
                    assertThat(lock.session()).isEqualTo(held.session());
                    assertThat(lock.purpose()).isEmpty();
                    assertThat(lock.since()).isEmpty();
                });
            }
        }

        @Test
        void byAnotherProgramIsSeenToo() throws SQLException {
            LockKey key = newKey();
            try (Connection other = TestFleet.connect(servers.home(key));
                    Statement statement = other.createStatement()) {
                statement.execute("DO GET_LOCK('%s', 0)".formatted(key));

                assertThat(of(key)).singleElement().satisfies(lock -> {
                    assertThat(lock.state()).isEqualTo(State.HELD);
                    assertThat(lock.since()).isEmpty();
                });
            }
        }
    }

    @Test
    void onlyTheHolderIsEnded() {
        LockKey key = newKey();
        HeldLock held = fleet.acquire(key, LONG);
        Server server = fleet.shardOf(key).server();
        String identity = server.identity();
        assertThat(server.killHolder(held.name(), held.session() + 1, identity)).isFalse();
        assertThat(server.killHolder(held.name(), held.session(), "another server"))
                .isFalse();
        held.ensureHeld();

        assertThat(server.killHolder(held.name(), held.session(), identity)).isTrue();

        assertThatThrownBy(held::close).isInstanceOf(LockLostException.class);
    }

    @Test
    void oldestComesFirstAndTheUnknownLast() {
        List<HeldLock> held = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                held.add(fleet.acquire(newKey(), LONG));
            }
            held.add(fleet.acquire(newKey(), LONG, LockOptions.DEFAULT.sharingASession()));

            assertThat(fleet.seenLocks().locks().stream()
                            .map(lock -> lock.since().orElse(Instant.MAX)))
                    .isSorted();
        } finally {
            held.forEach(HeldLock::close);
        }
    }

    @Test
    void oneMayLookWithTheViewsAlone() {
        String user = "observer_" + System.nanoTime() % 1_000_000;
        List<ServerConfig> asObserver = servers.config().shards().stream()
                .map(shard -> ServerConfig.of(shard.url().text(), user, ""))
                .toList();
        LockKey key = newKey();
        try (HeldLock held = fleet.acquire(key, LONG)) {
            CompletableFuture<HeldLock> waiting = fleet.acquireAsync(key, LONG, LockOptions.DEFAULT);
            await().until(() -> of(key, State.AWAITED).isPresent());
            servers.config().shards().forEach(shard -> {
                TestFleet.execute(shard, "CREATE USER %s@'%%' IDENTIFIED BY ''".formatted(user));
                for (String view : List.of("latchkey_lock", "latchkey_lock_sight")) {
                    TestFleet.execute(shard, "GRANT SELECT ON %s TO %s@'%%'".formatted(view, user));
                }
            });

            SeenLocks seen = SeenLocks.look(FleetConfig.of(asObserver));

            assertThat(seen.unseen()).isEmpty();
            assertThat(seen.locks())
                    .filteredOn(lock -> lock.lockName().equals(key.text()))
                    .hasSize(2)
                    .allSatisfy(lock -> assertThat(lock.user()).isPresent())
                    .anySatisfy(lock -> assertThat(lock.session()).isEqualTo(held.session()));
            waiting.cancel(false);
        } finally {
            servers.config().shards().forEach(shard -> TestFleet.execute(shard, "DROP USER %s@'%%'".formatted(user)));
        }
    }

    @Test
    void aShardThatIsAwayIsToldAndTheOthersAreSeen() {
        ServerConfig gone = ServerConfig.of("jdbc:mysql://127.0.0.1:1/gone", "app", "");

        SeenLocks seen = SeenLocks.look(
                FleetConfig.of(List.of(gone, servers.config().shards().get(0))));

        assertThat(seen.unseen()).singleElement().asString().startsWith("127.0.0.1:1/gone could not be asked: ");
    }

    @Test
    void theViewIsWhatItsReaderReads() throws SQLException {
        try (Connection connection = TestFleet.connect(servers.config().shards().get(0));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM latchkey_lock LIMIT 0")) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                columns.add(row.getMetaData().getColumnName(i));
            }
            assertThat(columns)
                    .containsExactly(
                            "lock_name",
                            "state",
                            "session",
                            "user",
                            "host",
                            "application",
                            "process_id",
                            "purpose",
                            "since",
                            "age",
                            "waiters");
        }
    }
}
