package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.LatchkeyException;
import dev.latchkey.LockKey;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.StatementTap.Moment;
import dev.latchkey.trials.support.TestFleet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Kills the session that sends the n-th statement of a run, before it and after it, for every n. */
final class KillAtEachStatementTest {

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = servers.newKeyOn("s1");
    private final WorkId workId = newWorkId();

    private Outcome<String> run() throws SQLException {
        return servers.fleet().run(key, workId, ResultCodec.string(), connection -> {
            leaveEffect(connection, workId);
            return "value";
        });
    }

    /** What a run sends: its statements are told apart by their place. */
    private static int statementsOfARun() throws SQLException {
        KillAtEachStatementTest dry = new KillAtEachStatementTest();
        List<String> sent = new ArrayList<>();
        StatementTap.during(
                (moment, statement) -> {
                    if (moment == Moment.BEFORE && !introducesASession(statement)) {
                        sent.add(statement.verb());
                    }
                },
                dry::run);
        return sent.size();
    }

    /** Once in a session's life, and which one the pool gives isn't known. */
    private static boolean introducesASession(StatementTap.Statement statement) {
        return statement.sql().startsWith("SELECT CONNECTION_ID()");
    }

    static Stream<Arguments> everyMoment() throws SQLException {
        int statements = statementsOfARun();
        assertThat(statements).isGreaterThanOrEqualTo(4);
        return IntStream.range(0, statements)
                .boxed()
                .flatMap(n -> Arrays.stream(Moment.values()).map(moment -> Arguments.of(moment, n)));
    }

    @ParameterizedTest(name = "{0} statement {1}")
    @MethodSource("everyMoment")
    void theEffectIsNeverDoubledAndNeverLost(Moment when, int n) throws SQLException {
        int[] seen = {0};
        boolean completed = false;
        try {
            Outcome<String> outcome = StatementTap.during(
                    (moment, statement) -> {
                        if (moment == when && !introducesASession(statement) && seen[0]++ == n) {
                            TestFleet.kill(serverOf(statement.url()), statement.session());
                        }
                    },
                    this::run);
            completed = outcome instanceof Completed;
            assertThat(completed).isTrue();
        } catch (LatchkeyException | SQLException rolledBackOrNeverRun) {
            assertThat(servers.effects(workId))
                    .as("after %s", rolledBackOrNeverRun)
                    .isZero();
        }
        assertThat(seen[0]).as("the statement came").isGreaterThan(n);
        assertThat(servers.effects(workId)).isEqualTo(completed ? 1 : 0);

        Outcome<String> again = run();
        assertThat(again).isInstanceOf(completed ? AlreadyDone.class : Completed.class);
        assertThat(servers.effects(workId)).isEqualTo(1);
        assertThat(TestFleet.isFree(servers.home(key), key.text())).isTrue();
    }

    private ServerConfig serverOf(String url) {
        return Stream.concat(servers.config().shards().stream(), servers.config().ledger().stream())
                .filter(server -> server.url().text().equals(url))
                .findFirst()
                .orElseThrow();
    }
}
