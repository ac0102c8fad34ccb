package dev.latchkey.trials.pins;

import static dev.latchkey.trials.support.TestServers.isMariaDb;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server answers to a request for a lock, and to its release. */
class AcquiringPinTest {

    @RegisterExtension
    private final Sessions sessions = new Sessions();

    private String name;
    private RawSession holder;
    private RawSession other;
    private RawSession observer;

    @BeforeEach
    void openSessions() throws SQLException {
        name = sessions.newName();
        holder = sessions.open();
        other = sessions.open();
        observer = sessions.open();
    }

    @Nested
    class Answers {

        @Test
        void aFreeLockIs1AndAHeldOneIs0() throws SQLException {
            assertThat(get(holder)).isEqualTo("1");
            assertThat(get(other)).isEqualTo("0");
        }

        @Test
        void itsHolderIsToldByItsConnectionId() throws SQLException {
            assertThat(other.ask("SELECT IS_USED_LOCK(?)", name)).isNull();
            assertThat(other.ask("SELECT IS_FREE_LOCK(?)", name)).isEqualTo("1");
            get(holder);
            assertThat(other.ask("SELECT IS_USED_LOCK(?)", name)).isEqualTo(Long.toString(holder.id()));
            assertThat(other.ask("SELECT IS_FREE_LOCK(?)", name)).isEqualTo("0");
            assertThat(holder.ask("SELECT IS_USED_LOCK(?) = CONNECTION_ID()", name))
                    .isEqualTo("1");
            assertThat(other.ask("SELECT IS_USED_LOCK(?) = CONNECTION_ID()", name))
                    .isEqualTo("0");
        }

        @Test
        void aReleaseIs1ForTheHolder0ForAnotherAndNullForNobodys() throws SQLException {
            assertThat(holder.ask("SELECT RELEASE_LOCK(?)", name)).isNull();
            get(holder);
            assertThat(other.ask("SELECT RELEASE_LOCK(?)", name)).isEqualTo("0");
            assertThat(holder.ask("SELECT RELEASE_LOCK(?)", name)).isEqualTo("1");
            assertThat(holder.ask("SELECT RELEASE_LOCK(?)", name)).isNull();
        }

        @Test
        void aLockTakenTwiceMustBeReleasedTwice() throws SQLException {
            get(holder);
            get(holder);
            holder.ask("SELECT RELEASE_LOCK(?)", name);
            assertThat(get(other)).isEqualTo("0");
            holder.ask("SELECT RELEASE_LOCK(?)", name);
            assertThat(get(other)).isEqualTo("1");
        }

        @Test
        void theReleaseOfAllCountsEachAcquisition() throws SQLException {
            get(holder);
            get(holder);
            holder.ask("SELECT GET_LOCK(?, 0)", sessions.newName());

            assertThat(holder.ask("SELECT RELEASE_ALL_LOCKS()")).isEqualTo("3");
            assertThat(holder.ask("SELECT RELEASE_ALL_LOCKS()")).isEqualTo("0");
        }

        private @Nullable String get(RawSession session) throws SQLException {
            return session.ask("SELECT GET_LOCK(?, 0)", name);
        }
    }

    @Nested
    class TimeOuts {

        @BeforeEach
        void hold() throws SQLException {
            holder.ask("SELECT GET_LOCK(?, 0)", name);
        }

        @ParameterizedTest
        @CsvSource({"0.4, 0, 400", "0.5, 1000, 500", "0.05, 0, 50"})
        void fractionsAreRoundedByMySqlAndKeptByMariaDb(String seconds, long mySqlMillis, long mariaDbMillis)
                throws SQLException {
            long expected = 1000 * (isMariaDb() ? mariaDbMillis : mySqlMillis);
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 5 && least > expected + 380_000; i++) { // a busy machine may be late now and then
                least = Math.min(least, microsOf("GET_LOCK('%s', %s) = 0".formatted(name, seconds)));
            }
            // 1 ms less: the server's clock for waits may be coarser than the one that it tells.
            assertThat(least).isBetween(expected - 1000, expected + 380_000);
        }

        @Test
        void aMySqlWaitEndsAtTheHintsMillisecondWithError3024TheSessionIntactAndNothingHeld() throws SQLException {
            String sql = "SELECT /*+ MAX_EXECUTION_TIME(250) */ GET_LOCK(?, 1.6)";
            if (isMariaDb()) {
                assertThat(other.ask(sql, name)).as("the hint is a comment").isEqualTo("0");
            } else {
                assertThat(other.errorOf(sql, name)).isEqualTo(3024);
                assertThat(other.ask("SELECT CONNECTION_ID()")).isEqualTo(Long.toString(other.id()));
                assertThat(other.ask("SELECT IS_USED_LOCK(?) = CONNECTION_ID()", name))
                        .isEqualTo("0");
                assertThat(other.ask("SELECT RELEASE_ALL_LOCKS()")).isEqualTo("0");
            }
        }

        @Test
        void theHintLeavesAGrantedLockAlone() throws SQLException {
            assertThat(other.ask("SELECT /*+ MAX_EXECUTION_TIME(250) */ GET_LOCK(?, 3600)", sessions.newName()))
                    .isEqualTo("1");
            assertThat(other.ask("SELECT SLEEP(0.5)")).isEqualTo("0");
            assertThat(other.ask("SELECT RELEASE_ALL_LOCKS()")).isEqualTo("1");
        }

        @Test
        void nullMeansNoWaitOnMySqlAndIsAnsweredNullByMariaDb() throws SQLException {
            assertThat(other.ask("SELECT GET_LOCK(?, NULL)", name)).isEqualTo(isMariaDb() ? null : "0");
        }

        @ParameterizedTest
        @CsvSource({"-1, ", "-0.5, 0"})
        void aNegativeOneMeansForEverOnMySqlAndNotAtAllOnMariaDb(BigDecimal seconds, @Nullable String fromMariaDb)
                throws Exception {
            CompletableFuture<@Nullable String> answer =
                    other.askAndWait(observer, "SELECT GET_LOCK(?, ?)", name, seconds);
            if (!isMariaDb()) {
                assertThat(answer).isNotDone();
                holder.ask("SELECT RELEASE_ALL_LOCKS()");
            }
            assertThat(answer.get(10, SECONDS)).isEqualTo(isMariaDb() ? fromMariaDb : "1");
        }

        @Test
        void theServersOtherTimeOutsDoNotBoundTheWait() throws SQLException {
            other.ask("SET SESSION lock_wait_timeout = 1, SESSION innodb_lock_wait_timeout = 1");

            assertThat(other.ask("SELECT GET_LOCK(?, 2)", name)).isEqualTo("0");
        }

        /** Asked of the server's clock, so that a busy client doesn't count. */
        private long microsOf(String condition) throws SQLException {
            other.ask("SET @started = SYSDATE(6)");
            return other.number(
                    "SELECT IF(%s, TIMESTAMPDIFF(MICROSECOND, @started, SYSDATE(6)), -1)".formatted(condition));
        }
    }

    @Nested
    class Waiters {

        @Test
        void areServedFirstComeFirstServed() throws Exception {
            holder.ask("SELECT GET_LOCK(?, 0)", name);
            List<RawSession> waiters = new ArrayList<>();
            List<CompletableFuture<@Nullable String>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                RawSession waiter = sessions.open();
                waiters.add(waiter);
                answers.add(waiter.askAndWait(observer, "SELECT GET_LOCK(?, 60)", name));
            }
            RawSession last = holder;
            for (int i = 0; i < waiters.size(); i++) {
                last.ask("SELECT RELEASE_LOCK(?)", name);
                assertThat(answers.get(i).get(10, SECONDS)).isEqualTo("1");
                assertThat(answers.subList(i + 1, answers.size()))
                        .allSatisfy(later -> assertThat(later).isNotDone());
                last = waiters.get(i);
            }
        }

        @Test
        void areNotOvertakenByWhoDoesNotWait() throws Exception {
            holder.ask("SELECT GET_LOCK(?, 0)", name);
            CompletableFuture<@Nullable String> waiter = other.askAndWait(observer, "SELECT GET_LOCK(?, 60)", name);

            assertThat(holder.ask("SELECT CONCAT(RELEASE_LOCK(?), GET_LOCK(?, 0))", name, name))
                    .isEqualTo("10");
            assertThat(waiter.get(10, SECONDS)).isEqualTo("1");
        }

        @Test
        void whoseQueryIsKilledHearAnErrorFromMySqlAndNullFromMariaDb() throws Exception {
            holder.ask("SELECT GET_LOCK(?, 0)", name);
            CompletableFuture<@Nullable String> waiter = other.askAndWait(observer, "SELECT GET_LOCK(?, 60)", name);
            observer.ask("KILL QUERY " + other.id());

            if (isMariaDb()) {
                assertThat(waiter.get(10, SECONDS)).isNull();
            } else {
                assertThatThrownBy(() -> waiter.get(10, SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getErrorCode()).isEqualTo(1317));
            }
            assertThat(other.ask("SELECT IS_USED_LOCK(?) = CONNECTION_ID()", name))
                    .isEqualTo("0");
            holder.ask("SELECT RELEASE_ALL_LOCKS()");
            assertThat(observer.ask("SELECT IS_FREE_LOCK(?)", name)).isEqualTo("1");
        }

        @Test
        void whoseClientIsGoneLeaveTheQueue() throws SQLException {
            holder.ask("SELECT GET_LOCK(?, 0)", name);
            CompletableFuture<@Nullable String> waiter = other.askAndWait(observer, "SELECT GET_LOCK(?, 60)", name);
            assertThat(waiter).isNotDone();
            other.connection().abort(Runnable::run);

            await().until(() -> !observer.sees(other));
        }

        @Test
        void thatBlockEachOtherAreToldOfTheDeadlockAtOnce() throws Exception {
            String second = sessions.newName();
            holder.ask("SELECT GET_LOCK(?, 0)", name);
            other.ask("SELECT GET_LOCK(?, 0)", second);
            CompletableFuture<@Nullable String> waiting = other.askAndWait(observer, "SELECT GET_LOCK(?, 60)", name);

            assertThat(holder.errorOf("SELECT GET_LOCK(?, 60)", second)).isEqualTo(isMariaDb() ? 1213 : 3058);
            holder.ask("SELECT RELEASE_ALL_LOCKS()");
            assertThat(waiting.get(10, SECONDS)).isEqualTo("1");
        }
    }
}
