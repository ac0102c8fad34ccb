package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.FencedWork;
import dev.latchkey.GuardedRun;
import dev.latchkey.LockKey;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.StatementTap.Moment;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.Tokens;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs whose work is given a fencing token. */
@Tag("contract")
final class FencedRunTest {

    private final TestFleet servers = TestFleet.shared();
    private final Fleet fleet = servers.fleet();
    private final LockKey key = newKey();
    private final WorkId workId = newWorkId();
    private final ServerConfig home = servers.home(key);

    private GuardedRun<String> once() {
        return GuardedRun.once(key, workId, ResultCodec.string());
    }

    private String effect(Connection connection, long token) throws SQLException {
        leaveEffect(connection, workId);
        return "token " + token;
    }

    @Test
    void eachHasAHigherTokenWhicheverProgramRuns() {
        assertThat(Tokens.ofARun(fleet, key)).isEqualTo(1);
        assertThat(Tokens.ofARun(fleet, key)).isEqualTo(2);
        try (Fleet another = Fleet.open(servers.config())) {
            assertThat(Tokens.ofARun(another, key)).isEqualTo(3);
        }
        assertThat(Tokens.ofARun(fleet, key)).isEqualTo(4);
        assertThat(Tokens.ofARun(fleet, newKey())).as("of another key").isEqualTo(1);
    }

    @Test
    void underContentionTheyGrowInTheOrderOfTheHolders() {
        List<Long> tokens = Collections.synchronizedList(new ArrayList<>());
        GuardedRun<Boolean> run = GuardedRun.<Boolean>each(key).waitingUpTo(WaitLimit.ofSeconds(60));
        FencedWork<Boolean, SQLException> note = (connection, token) -> tokens.add(token);
        List<CompletableFuture<Outcome<Boolean>>> all = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return fleet.run(run, note);
                    } catch (SQLException e) {
                        throw new AssertionError(e);
                    }
                }))
                .toList();
        assertThat(all).allSatisfy(f -> assertThat(f.get(60, TimeUnit.SECONDS)).isInstanceOf(Completed.class));
        assertThat(tokens).hasSize(40).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void exactlyOneStatementMoreIsSent() throws SQLException {
        fleet.tryAcquire(key).orElseThrow().close(); // a new session says once who it is
        assertThat(sentBy(fleet)).containsExactly("SELECT", "SELECT", "CALL", "INSERT", "CALL");
        assertThat(fleet.run(once(), this::effect)).isEqualTo(new AlreadyDone<>("token 1"));
        assertThat(Tokens.last(home, key))
                .as("a duplicate that the ledger knows draws none")
                .isEqualTo(1);
    }

    /** There the look for the receipt opens a transaction: the draw is not in that. */
    @Test
    void withoutALedgerToo() throws SQLException {
        try (Fleet alone = Fleet.open(FleetConfig.of(servers.config().shards()))) {
            alone.tryAcquire(key).orElseThrow().close();
            assertThat(sentBy(alone)).containsExactly("SELECT", "SELECT", "CALL", "INSERT", "CALL");
        }
    }

    private List<String> sentBy(Fleet sender) throws SQLException {
        List<String> sent = new ArrayList<>();
        Outcome<String> outcome = StatementTap.during(
                (moment, statement) -> {
                    if (moment == Moment.BEFORE) {
                        sent.add(statement.verb());
                    }
                },
                () -> sender.run(once(), this::effect));
        assertThat(((Completed<String>) outcome).mark().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(30));
        return sent;
    }

    @Test
    void theTokenIsCommittedBeforeTheWorkAndUsedUpByOneThatIsRolledBack() {
        assertThatThrownBy(() -> fleet.run(once(), (connection, token) -> {
                    assertThat(Tokens.last(home, key)).as("as others see it").isEqualTo(token);
                    leaveEffect(connection, workId);
                    throw new IllegalStateException("after token " + token);
                }))
                .hasMessage("after token 1");
        assertThat(Tokens.last(home, key)).isEqualTo(1);
        assertThat(Tokens.ofARun(fleet, key)).isEqualTo(2);
    }

    /** The draw has an isolation of its own. */
    @Test
    void theWorkHasOneSnapshotAsEver() throws SQLException {
        String read = "SELECT n FROM counter WHERE id = " + workId.hashCode();
        TestFleet.execute(home, "INSERT INTO counter VALUES (%d, 1)".formatted(workId.hashCode()));
        Outcome<List<Long>> outcome = fleet.run(GuardedRun.each(key), (connection, token) -> {
            long before = number(connection, read);
            TestFleet.execute(home, "UPDATE counter SET n = 2 WHERE id = " + workId.hashCode());
            return List.of(before, number(connection, read));
        });
        assertThat(((Completed<List<Long>>) outcome).value()).containsExactly(1L, 1L);
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Its bucket was away and has come back meanwhile: the gate refuses it. */
    @Test
    void workThatIsRepeatedHasAnotherTokenEachTime() throws SQLException {
        List<Long> tokens = new ArrayList<>();
        try (Fleet stale = Fleet.open(servers.config())) {
            Outcome<String> outcome = stale.run(once(), (connection, token) -> {
                tokens.add(token);
                if (tokens.size() == 1) {
                    TestFleet.execute(
                            home, "UPDATE latchkey_bucket SET epoch = epoch + 1 WHERE bucket = " + key.bucket());
                }
                return effect(connection, token);
            });
            assertThat(((Completed<String>) outcome).value()).isEqualTo("token 2");
        } finally {
            servers.forgetMoves();
        }
        assertThat(tokens).containsExactly(1L, 2L);
        assertThat(servers.effects(workId)).isEqualTo(1);
    }

    @Test
    void oneThatIsKilledBeforeTheDrawHasNotBegunAndTheNextHasAHigherToken() throws SQLException {
        assertThat(Tokens.ofARun(fleet, key)).isEqualTo(1);
        assertThatThrownBy(() -> StatementTap.during(
                        (moment, statement) -> {
                            if (moment == Moment.BEFORE && statement.sql().contains("latchkey_draw")) {
                                TestFleet.kill(home, statement.session());
                            }
                        },
                        () -> fleet.run(once(), this::effect)))
                .isInstanceOf(ServerUnavailableException.class);
        assertThat(servers.effects(workId)).isZero();
        Outcome<String> next = fleet.run(once(), this::effect);
        assertThat(((Completed<String>) next).value()).isEqualTo("token 2");
    }

    @Test
    void aSessionThatDoesNotHoldTheLockDrawsNothing() throws SQLException {
        assertThat(Tokens.ofARun(fleet, key)).isEqualTo(1);
        try (Connection other = TestFleet.connect(home)) {
            assertThat(draw(other)).isEqualTo("token null, held 0, at home 1, error 0");
            try (Connection holder = TestFleet.connect(home)) {
                take(holder);
                assertThat(draw(other)).isEqualTo("token null, held 0, at home 1, error 0");
                assertThat(draw(holder)).isEqualTo("token 2, held 1, at home 1, error 0");
            }
        }
        assertThat(Tokens.last(home, key)).isEqualTo(2);
    }

    private void take(Connection holder) throws SQLException {
        try (PreparedStatement take = holder.prepareStatement("DO GET_LOCK(?, 0)")) {
            take.setString(1, key.text());
            take.execute();
        }
    }

    private String draw(Connection connection) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement("CALL latchkey_draw(?, ?, '', ?)")) {
            call.setString(1, key.text());
            call.setInt(2, key.bucket().number());
            call.setString(3, key.text());
            try (ResultSet row = call.executeQuery()) {
                row.next();
                return "token %s, held %d, at home %d, error %d"
                        .formatted(
                                row.getObject("token"),
                                row.getInt("held"),
                                row.getInt("at_home"),
                                row.getInt("error_number"));
            }
        }
    }
}
