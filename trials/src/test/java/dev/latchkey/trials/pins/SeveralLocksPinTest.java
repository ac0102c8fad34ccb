package dev.latchkey.trials.pins;

import static dev.latchkey.trials.support.TestServers.isMariaDb;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a server makes of several requests in one statement. */
class SeveralLocksPinTest {

    private static final String TAKE_ONCE = "IF(IS_USED_LOCK('%1$s') = CONNECTION_ID(), -1, GET_LOCK('%1$s', 0))";

    @RegisterExtension
    private final Sessions sessions = new Sessions();

    private String first;
    private String second;
    private String third;
    private RawSession taker;
    private RawSession other;
    private RawSession observer;

    @BeforeEach
    void openSessions() throws SQLException {
        first = sessions.newName();
        second = sessions.newName();
        third = sessions.newName();
        taker = sessions.open();
        other = sessions.open();
        observer = sessions.open();
    }

    private @Nullable String holder(String name) throws SQLException {
        return observer.ask("SELECT IS_USED_LOCK(?)", name);
    }

    private String taking(String... names) {
        String[] each = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            each[i] = TAKE_ONCE.formatted(names[i]);
        }
        return "SELECT CONCAT_WS(',', " + String.join(", ", each) + ")";
    }

    @Test
    void theyAreTakenInTheOrderInWhichTheyStand() throws Exception {
        other.ask("SELECT GET_LOCK(?, 0)", second);
        CompletableFuture<@Nullable String> answer = taker.askAndWait(
                observer, "SELECT CONCAT(GET_LOCK(?, 60), GET_LOCK(?, 60), GET_LOCK(?, 60))", first, second, third);

        assertThat(holder(first)).isEqualTo(Long.toString(taker.id()));
        assertThat(holder(third)).isNull();
        other.ask("SELECT RELEASE_LOCK(?)", second);
        assertThat(answer.get(10, SECONDS)).isEqualTo("111");
    }

    @Test
    void oneThatIsHeldElsewhereLeavesTheOthersGranted() throws SQLException {
        other.ask("SELECT GET_LOCK(?, 0)", second);
        assertThat(taker.ask(taking(first, second, third))).isEqualTo("1,0,1");
        assertThat(taker.ask("SELECT RELEASE_ALL_LOCKS()")).isEqualTo("2");
    }

    @Test
    void aSessionSeesWithinAStatementWhatItHasJustTaken() throws SQLException {
        assertThat(taker.ask(taking(first, second, first))).isEqualTo("1,1,-1");
        assertThat(taker.ask("SELECT RELEASE_ALL_LOCKS()")).isEqualTo("2");
    }

    @Test
    void namesThatDifferInCaseAreSeenToBeOneByMySqlAlone() throws SQLException {
        assertThat(taker.ask(taking(first, first.toLowerCase(Locale.ROOT)))).isEqualTo(isMariaDb() ? "1,1" : "1,-1");
        taker.ask("SELECT RELEASE_ALL_LOCKS()");
    }

    @Test
    void theyAreReleasedInTheOrderInWhichTheyStandAndTheRestIsCountedAfterwards() throws SQLException {
        taker.ask(taking(first, second, third));
        assertThat(taker.ask("SELECT CONCAT(RELEASE_LOCK(?), RELEASE_LOCK(?), RELEASE_ALL_LOCKS())", third, second))
                .isEqualTo("111");
        assertThat(holder(first)).isNull();
    }

    @Nested
    class Bounds {

        private static final String BOTH =
                "CONCAT(IFNULL(GET_LOCK(?, 3600), 'NULL'), IFNULL(GET_LOCK(?, 3600), 'NULL'))";

        @BeforeEach
        void hold() throws SQLException {
            other.ask("SELECT GET_LOCK(?, 0)", second);
        }

        @Test
        void oneOfTheStatementEndsTheSecondWaitAndTheFirstLockStaysHeld() throws SQLException {
            if (isMariaDb()) {
                assertThat(taker.ask("SET STATEMENT max_statement_time = 0.250 FOR SELECT " + BOTH, first, second))
                        .isEqualTo("1NULL");
            } else {
                assertThat(taker.errorOf("SELECT /*+ MAX_EXECUTION_TIME(250) */ " + BOTH, first, second))
                        .isEqualTo(3024);
            }
            assertThat(holder(first)).isEqualTo(Long.toString(taker.id()));
            assertThat(taker.ask("SELECT RELEASE_ALL_LOCKS()")).isEqualTo("1");
        }

        @Test
        void theOneOfAMariaDbStatementDoesNotOutliveIt() throws SQLException {
            if (isMariaDb()) {
                String before = taker.ask("SELECT @@max_statement_time");
                taker.ask("SET STATEMENT max_statement_time = 0.250 FOR SELECT GET_LOCK(?, 3600)", second);
                assertThat(taker.ask("SELECT @@max_statement_time")).isEqualTo(before);
                assertThat(taker.ask("SELECT SLEEP(0.5)")).isEqualTo("0");
            }
        }

        @Test
        void theOneOfAMariaDbStatementLeavesAGrantedLockAlone() throws SQLException {
            if (isMariaDb()) {
                assertThat(taker.ask("SET STATEMENT max_statement_time = 0.250 FOR SELECT GET_LOCK(?, 3600)", first))
                        .isEqualTo("1");
                assertThat(taker.ask("SELECT SLEEP(0.5)")).isEqualTo("0");
                assertThat(taker.ask("SELECT RELEASE_ALL_LOCKS()")).isEqualTo("1");
            }
        }
    }

    @Test
    void aDeadlockLeavesWhatWasGrantedHeld() throws Exception {
        taker.ask("SELECT GET_LOCK(?, 0)", first);
        other.ask("SELECT GET_LOCK(?, 0)", second);
        CompletableFuture<@Nullable String> waiting = other.askAndWait(observer, "SELECT GET_LOCK(?, 60)", first);

        assertThat(taker.errorOf("SELECT GET_LOCK(?, 60), GET_LOCK(?, 60)", third, second))
                .isEqualTo(isMariaDb() ? 1213 : 3058);
        assertThat(holder(third)).isEqualTo(Long.toString(taker.id()));
        assertThat(taker.ask("SELECT RELEASE_ALL_LOCKS()")).isEqualTo("2");
        assertThat(waiting.get(10, SECONDS)).isEqualTo("1");
    }
}
