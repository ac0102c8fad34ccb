package dev.latchkey.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.Action;
import dev.latchkey.LockKey;
import dev.latchkey.Namespace;
import dev.latchkey.WorkId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The commands ls, who and end. Each test has a key of its own. */
@TestInstance(Lifecycle.PER_CLASS)
class LockCommandsTest {

    private static final AtomicInteger NUMBERS = new AtomicInteger(500);

    private final GivenServers servers = new GivenServers();

    @BeforeAll
    void migrate() {
        assertThat(CommandRun.of(servers.with("migrate")).exitCode()).isZero();
    }

    @AfterAll
    void close() {
        servers.close();
    }

    private static String newKey() {
        return "ACCOUNT_%d_SEEN".formatted(NUMBERS.incrementAndGet());
    }

    private Connection connectToHome(String key) throws SQLException {
        String home = CommandRun.of(servers.with("who", key, "--format", "json"))
                .json()
                .get("server")
                .textValue();
        return servers.connect(servers.url(servers.url(0).contains(home) ? 0 : 1));
    }

    /** A session that holds the lock; its id. */
    private static long hold(Connection session, String key) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT CONNECTION_ID(), GET_LOCK('%s', 0)".formatted(key))) {
            row.next();
            assertThat(row.getInt(2)).isOne();
            return row.getLong(1);
        }
    }

    private static CompletableFuture<Void> await60s(Connection session, String key) {
        return CompletableFuture.runAsync(() -> {
            try (Statement statement = session.createStatement()) {
                statement.execute("SELECT GET_LOCK('%s', 60)".formatted(key));
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    private JsonNode who(String key) {
        return CommandRun.of(servers.with("who", key, "--format", "json")).json();
    }

    @Nested
    class Who {

        @Test
        void tellsThatALockIsFreeAndWhereItWouldBe() {
            String key = newKey();
            CommandRun run = CommandRun.of(servers.with("who", key));

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out().lines().toList())
                    .hasSize(3)
                    .satisfies(lines -> assertThat(lines.get(0))
                            .matches(key + " on shard s[12] \\(127.0.0.1:\\d+/cli_\\w+\\), bucket \\d+"))
                    .contains("free", "waiters: 0");
        }

        @Test
        void tellsHolderAndWaiters() throws SQLException {
            String key = newKey();
            try (Connection holder = connectToHome(key);
                    Connection waiter = connectToHome(key)) {
                long session = hold(holder, key);
                CompletableFuture<Void> waiting = await60s(waiter, key);
                await().until(() -> who(key).get("waiters").intValue() == 1);

                CommandRun run = CommandRun.of(servers.with("who", key));
                assertThat(run.exitCode()).isZero();
                assertThat(run.out()).contains("held by session %d of ".formatted(session), "waiters: 1");
                assertThat(who(key).get("holder").get("session").longValue()).isEqualTo(session);

                holder.close();
                assertThat(waiting).succeedsWithin(Duration.ofSeconds(20));
            }
        }

        @Test
        void tellsWhetherWorkIsDone() {
            String key = newKey();
            String action = Action.of(Namespace.NONE, LockKey.parse(key), WorkId.of("w"))
                    .id()
                    .toString();
            assertThat(CommandRun.of(servers.with("who", key, "--work-id", "w")).out())
                    .contains("no receipt of w", "not in the ledger");

            servers.updateShards("""
                    INSERT INTO latchkey_receipt (action, run_id, bucket, namespace, lock_key, work_id, done_at)
                    VALUES (X'%s', X'000102030405060708090A0B0C0D0E0F', 1, '', '%s', 'w', '2026-11-27 03:00:00')
                    """.formatted(action, key));
            servers.updateLedger("""
                    INSERT INTO latchkey_ledger (action, run_id, namespace, lock_key, work_id, shard, server, marked_at)
                    VALUES (X'%s', X'000102030405060708090A0B0C0D0E0F', '', '%s', 'w', 's1', 'x', '2026-11-27 03:00:01')
                    """.formatted(action, key));

            JsonNode told = CommandRun.of(servers.with("who", key, "--work-id", "w", "--format", "json"))
                    .json();
            assertThat(told.get("receipt").toString())
                    .isEqualTo(
                            "{\"runId\":\"000102030405060708090a0b0c0d0e0f\",\"doneAt\":\"2026-11-27T03:00:00Z\",\"markedAt\":null}");
            assertThat(told.get("mark").get("markedAt").textValue()).isEqualTo("2026-11-27T03:00:01Z");
            assertThat(CommandRun.of(servers.with("who", key, "--work-id", "w")).out())
                    .contains("w done at 2026-11-27T03:00:00Z", "in the ledger since 2026-11-27T03:00:01Z");
        }

        @Test
        void findsTheShardByTheOwnerOfAKeyWithoutANumber() {
            JsonNode told = CommandRun.of(servers.with(
                            "who",
                            "TENANT_acme_BILLING",
                            "--owner",
                            "TENANT_acme",
                            "--namespace",
                            "SHOP",
                            "--format",
                            "json"))
                    .json();

            assertThat(told.get("bucket").intValue())
                    .isEqualTo(LockKey.of("TENANT", "acme", "BILLING").bucket().number());
            assertThat(told.get("lockName").textValue()).startsWith("SHOP$TENANT_ACME_BILLING~");
        }

        @Test
        void cannotTellWithoutTheShard() {
            CommandRun run =
                    CommandRun.of("who", "ACCOUNT_1", "--user", "x", "--shard", "jdbc:mysql://127.0.0.1:1/gone");

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .startsWith("latchkey: bucket ")
                    .contains("has no owner: 127.0.0.1:1/gone could not be asked: ");
        }
    }

    @Nested
    class End {

        @Test
        void endsTheHolderAndSaysWhatItEnded() throws SQLException {
            String key = newKey();
            try (Connection holder = connectToHome(key)) {
                long session = hold(holder, key);

                CommandRun run = CommandRun.of(servers.with("end", key, "--yes"));

                assertThat(run.exitCode()).isZero();
                assertThat(run.out())
                        .startsWith("ended session %d of ".formatted(session))
                        .endsWith("what it has not committed is rolled back, then %s is free%n".formatted(key));
                await().until(() -> who(key).get("holder").isNull());
                assertThat(holder.isValid(5)).isFalse();
            }
        }

        @Test
        void hasNothingToEndWhereTheLockIsFree() {
            String key = newKey();
            CommandRun run = CommandRun.of(servers.with("end", key, "--yes", "--format", "json"));

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.json().get("ended").booleanValue()).isFalse();
            assertThat(run.json().get("holder").isNull()).isTrue();
        }

        @Test
        void refusesWithoutATerminalToAskOn() throws SQLException {
            String key = newKey();
            try (Connection holder = connectToHome(key)) {
                long session = hold(holder, key);
                CommandRun run = CommandRun.of(servers.with("end", key));

                assertThat(run.exitCode()).isEqualTo(2);
                assertThat(run.err())
                        .startsWith("latchkey: no terminal to ask on; give --yes to end the holder of %s without asking"
                                .formatted(key));
                assertThat(who(key).get("holder").get("session").longValue()).isEqualTo(session);
            }
        }
    }

    @Nested
    class Ls {

        @Test
        void listsAHeldLockAndWhoWaits() throws SQLException {
            String key = newKey();
            try (Connection holder = connectToHome(key);
                    Connection waiter = connectToHome(key)) {
                long session = hold(holder, key);
                CompletableFuture<Void> waiting = await60s(waiter, key);
                await().until(() -> listed(key).size() == 2);

                assertThat(listed(key))
                        .extracting(line -> line.get("state").textValue())
                        .containsExactlyInAnyOrder("held", "awaited");
                CommandRun text = CommandRun.of(servers.with("ls"));
                assertThat(text.exitCode()).isZero();
                assertThat(text.out()).startsWith("SHARD  LOCK ");
                assertThat(text.out().lines())
                        .anyMatch(line -> line.matches("s[12] +%s +held +\\S+ +%d .*".formatted(key, session)))
                        .anyMatch(line -> line.matches("s[12] +%s +awaits +\\d+s +\\d+ .*".formatted(key)));

                holder.close();
                assertThat(waiting).succeedsWithin(Duration.ofSeconds(20));
            }
        }

        private List<JsonNode> listed(String key) {
            JsonNode locks =
                    CommandRun.of(servers.with("ls", "--format", "json")).json().get("locks");
            return StreamSupport.stream(locks.spliterator(), false)
                    .filter(line -> line.get("lockName").textValue().equals(key))
                    .toList();
        }

        @Test
        void tellsOfAShardThatIsAway() {
            CommandRun run = CommandRun.of(servers.with("ls", "--shard", "jdbc:mysql://127.0.0.1:1/gone"));

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("latchkey: 127.0.0.1:1/gone could not be asked: ");
        }

        @Test
        void watchesUntilItIsInterruptedWithoutTricksWhereThereIsNoTerminal()
                throws InterruptedException, ExecutionException, TimeoutException {
            StringWriter out = new StringWriter();
            FutureTask<Integer> watching = new FutureTask<>(() -> Main.commandLine()
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(new StringWriter()))
                    .execute(servers.with("ls", "--watch", "--every", "1").toArray(String[]::new)));
            Thread thread = new Thread(watching, "ls --watch");
            thread.start();
            await().until(() -> out.toString()
                            .lines()
                            .filter(line -> line.matches("20\\S+Z"))
                            .count()
                    >= 2);
            thread.interrupt();

            assertThat(watching.get(20, SECONDS)).isZero();
            assertThat(out.toString()).doesNotContain("\033");
        }

        @Test
        void refusesAPauseOutOfBounds() {
            CommandRun run = CommandRun.of(servers.with("ls", "--watch", "--every", "0"));

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).startsWith("latchkey: --every 0 is not possible; give 1 to 3600 seconds");
        }
    }
}
