package dev.latchkey.trials.pins;

import static dev.latchkey.trials.support.TestServers.isMariaDb;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mysql.cj.jdbc.JdbcConnection;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.support.TestServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a session's locks are freed, and when they aren't. */
class SessionsPinTest {

    @RegisterExtension
    private final Sessions sessions = new Sessions();

    private String name;
    private RawSession holder;
    private RawSession other;

    @BeforeEach
    void hold() throws SQLException {
        name = sessions.newName();
        holder = sessions.open();
        other = sessions.open();
        holder.ask("SELECT GET_LOCK(?, 0)", name);
    }

    private boolean holderHasIt() throws SQLException {
        return Long.toString(holder.id()).equals(other.ask("SELECT IS_USED_LOCK(?)", name));
    }

    /** The theorem on which all stands. */
    @Nested
    class ADyingSession {

        private static final int ROWS = 65_536;

        @Test
        void isRolledBackBeforeItsLocksAreFreed() throws Exception {
            String table = sessions.newTable(ROWS);
            RawSession observer = sessions.open();
            other.connection().setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
            holder.begin();
            holder.ask("UPDATE " + table + " SET n = 1");
            assertThat(other.number("SELECT SUM(n) FROM " + table)).isEqualTo(ROWS);

            CompletableFuture<@Nullable String> next = other.askAndWait(observer, "SELECT GET_LOCK(?, 60)", name);
            observer.ask("KILL " + holder.id());

            assertThat(next.get(60, SECONDS)).isEqualTo("1");
            assertThat(other.number("SELECT SUM(n) FROM " + table)).isZero();
        }

        @Test
        void isOneThatWasSilentForItsWaitTimeoutAndItsLateCommitFails() throws SQLException {
            String table = sessions.newTable(1);
            holder.begin();
            holder.ask("UPDATE " + table + " SET n = 1");
            holder.ask("SET SESSION wait_timeout = 1");

            await().until(() -> !holderHasIt());

            assertThatThrownBy(() -> holder.connection().commit())
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
            assertThat(other.ask("SELECT n FROM " + table)).isEqualTo("0");
        }

        @Test
        void isNotOneWhoseStatementRunsLongerThanItsWaitTimeout() throws Exception {
            String table = sessions.newTable(1);
            other.begin();
            other.ask("UPDATE " + table + " SET n = 1");
            RawSession observer = sessions.open();
            holder.ask("SET SESSION wait_timeout = 1");
            CompletableFuture<@Nullable String> update =
                    holder.askAndWait(observer, "SELECT n FROM " + table + " FOR UPDATE");

            assertThat(observer.ask("SELECT SLEEP(2.5)")).isEqualTo("0");

            assertThat(holderHasIt()).isTrue();
            other.connection().rollback();
            assertThat(update.get(10, SECONDS)).isEqualTo("0");
        }

        @Test
        void isOneThatIsAskedForItsValidityWhileItStreams() throws SQLException {
            String table = sessions.newTable(1000);
            Statement statement = holder.connection().createStatement();
            statement.setFetchSize(Integer.MIN_VALUE);
            ResultSet rows = statement.executeQuery("SELECT a.id FROM %1$s AS a JOIN %1$s AS b".formatted(table));
            assertThat(rows.next()).isTrue();

            assertThat(holder.connection().isValid(5)).isFalse();

            assertThat(holder.connection().isClosed()).isTrue();
            await().until(() -> !holderHasIt());
        }
    }

    @Nested
    class ALivingSession {

        @Test
        void keepsItsLocksThroughCommitAndRollback() throws SQLException {
            String table = sessions.newTable(1);
            holder.begin();
            holder.ask("UPDATE " + table + " SET n = 1");
            holder.connection().commit();
            holder.ask("UPDATE " + table + " SET n = 2");
            holder.connection().rollback();

            assertThat(holderHasIt()).isTrue();
        }

        @Test
        void keepsThemThroughTableLocks() throws SQLException {
            String table = sessions.newTable(1);
            holder.ask("LOCK TABLES " + table + " WRITE");
            holder.ask("UNLOCK TABLES");
            holder.ask("FLUSH TABLES WITH READ LOCK");
            holder.ask("UNLOCK TABLES");

            assertThat(holderHasIt()).isTrue();
        }

        @Test
        void losesThemByAResetAndKeepsItsId() throws SQLException {
            holder.connection().unwrap(JdbcConnection.class).resetServerState();

            assertThat(holder.ask("SELECT CONNECTION_ID()")).isEqualTo(Long.toString(holder.id()));
            assertThat(other.ask("SELECT IS_FREE_LOCK(?)", name)).isEqualTo("1");
        }

        @Test
        void keepsThemInAPoolWhereTheNextBorrowerIsTheHolderToo() throws SQLException {
            DatabaseServer server = TestServers.server(0);
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(Sessions.url(""));
            config.setUsername(server.user());
            config.setPassword(server.password());
            config.setMaximumPoolSize(1);
            String pooled = sessions.newName();
            try (HikariDataSource pool = new HikariDataSource(config)) {
                try (Connection first = pool.getConnection()) {
                    new RawSession(first).ask("SELECT GET_LOCK(?, 0)", pooled);
                }
                assertThat(other.ask("SELECT IS_FREE_LOCK(?)", pooled)).isEqualTo("0");
                try (Connection second = pool.getConnection()) {
                    assertThat(new RawSession(second).ask("SELECT GET_LOCK(?, 0)", pooled))
                            .isEqualTo("1");
                }
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"read_only", "super_read_only"})
        void getsThemOnAReadOnlyServerToo(String variable) throws SQLException {
            if (isMariaDb() && variable.startsWith("super")) {
                assertThat(other.errorOf("SET GLOBAL super_read_only = 1")).isEqualTo(1193);
                return;
            }
            other.ask("SET GLOBAL " + variable + " = 1");
            try {
                assertThat(holder.ask("SELECT GET_LOCK(?, 0)", sessions.newName()))
                        .isEqualTo("1");
            } finally {
                other.ask("SET GLOBAL read_only = 0"); // and with it super_read_only
            }
        }
    }

    /** So a grant after a wait tells whether the server takes writes then, and not when the wait began. */
    @Test
    void whatIsAskedBesideALockIsAskedAfterTheWaitForIt() throws Exception {
        RawSession observer = sessions.open();
        CompletableFuture<@Nullable String> next =
                other.askAndWait(observer, "SELECT GET_LOCK(?, 60) + 10 * @@GLOBAL.read_only", name);
        observer.ask("SET GLOBAL read_only = 1");
        try {
            holder.ask("DO RELEASE_LOCK(?)", name);

            assertThat(next.get(60, SECONDS)).isEqualTo("11");
        } finally {
            observer.ask("SET GLOBAL read_only = 0");
        }
    }

    @Nested
    class AnAccountWithoutPrivileges {

        private static final String USER = "pin_plain";

        private RawSession plain;

        @BeforeEach
        void login() throws SQLException {
            other.ask("DROP USER IF EXISTS " + USER + "@'%'");
            other.ask("CREATE USER " + USER + "@'%' IDENTIFIED BY ''");
            plain = sessions.keep(RawSession.open(TestServers.server(0).url(), USER, ""));
        }

        @AfterEach
        void dropIt() throws SQLException {
            other.ask("DROP USER " + USER + "@'%'");
        }

        @Test
        void takesAndLooksAtAnyLock() throws SQLException {
            assertThat(plain.ask("SELECT GET_LOCK(?, 0)", sessions.newName())).isEqualTo("1");
            assertThat(plain.ask("SELECT IS_USED_LOCK(?)", name)).isEqualTo(Long.toString(holder.id()));
        }

        @Test
        void seesAndKillsItsOwnSessionsAndNoOthers() throws SQLException {
            RawSession second =
                    sessions.keep(RawSession.open(TestServers.server(0).url(), USER, ""));

            assertThat(plain.sees(second)).isTrue();
            assertThat(plain.sees(holder)).isFalse();
            assertThat(plain.errorOf("KILL " + holder.id())).isEqualTo(1095);
            plain.ask("KILL " + second.id());
            await().until(() -> !plain.sees(second));
            assertThat(holderHasIt()).isTrue();
        }
    }

    @Test
    void aKillThatNamesTheHolderAtThatMomentHitsNobodyElse() throws SQLException {
        String kill = "KILL IF(IS_USED_LOCK(?) = ?, ?, 0)";
        RawSession bystander = sessions.open();

        assertThat(other.errorOf(kill, name, bystander.id(), bystander.id()))
                .as("no such thread: 0")
                .isEqualTo(1094);
        assertThat(other.errorOf(kill, sessions.newName(), holder.id(), holder.id()))
                .isEqualTo(1094);
        assertThat(bystander.ask("SELECT 1")).isEqualTo("1");
        assertThat(holderHasIt()).isTrue();

        other.ask(kill, name, holder.id(), holder.id());
        await().until(() -> !holderHasIt());
    }

    @Test
    void everyServerTellsItselfFromTheOthersAndStaysTheSame() throws SQLException {
        String identity =
                isMariaDb() ? "SELECT CONCAT(@@hostname, ':', @@port, ':', @@server_id)" : "SELECT @@server_uuid";
        List<@Nullable String> all = new ArrayList<>();
        for (DatabaseServer server : TestServers.three()) {
            try (RawSession session = RawSession.open(server.url(), server.user(), server.password())) {
                all.add(session.ask(identity));
            }
        }
        assertThat(all).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(holder.ask(identity)).isEqualTo(other.ask(identity)).isEqualTo(all.get(0));
    }
}
