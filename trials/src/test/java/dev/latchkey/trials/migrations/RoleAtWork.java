package dev.latchkey.trials.migrations;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.DistinctList;
import dev.latchkey.GuardedRun;
import dev.latchkey.HeldLock;
import dev.latchkey.Holder;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.MarkState;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.Outcome.Busy;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.ledger.LostCommits;
import dev.latchkey.ledger.Purged;
import dev.latchkey.migrations.Grants;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.Tokens;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What an account of a role must be able to do, on the first shard and the ledger. */
final class RoleAtWork {

    static final String TABLE = "CREATE TABLE effect (work_id VARCHAR(255)) ENGINE = InnoDB";

    private final FleetConfig account;
    private final ServerConfig shard;
    private final ServerConfig ledger;

    /** On servers that root prepares. */
    private RoleAtWork(FleetConfig account, FleetConfig root) {
        this.account = account;
        this.shard = root.shards().get(0);
        this.ledger = root.ledger().orElseThrow();
    }

    /**
     * Does it.
     *
     * @param root the same servers, to prepare things and to look
     */
    static void play(Grants role, FleetConfig account, FleetConfig root) throws Exception {
        RoleAtWork work = new RoleAtWork(account, root);
        switch (role) {
            case APPLICATION -> work.application();
            case OBSERVER -> work.observer();
            case OPERATOR -> work.operator();
        }
    }

    private void application() throws Exception {
        try (Fleet fleet = Fleet.open(account)) {
            LockKey key = keyOnTheFirstShard(fleet);
            runs(fleet, key);
            locks(fleet, key);
            lists(fleet, key);
        }
    }

    /** The second list takes the place of the first, and its rows go. */
    private void lists(Fleet fleet, LockKey key) {
        TestFleet.execute(shard, "DELETE FROM latchkey_list_item");
        TestFleet.execute(shard, "DELETE FROM latchkey_list");
        DistinctList first = fleet.lists().setUp(key, Duration.ofHours(1));
        assertThat(first.insertAll(List.of("a", "b"))).hasSize(2);
        first.tearDown();
        assertThat(fleet.lists().setUp(key, Duration.ofMillis(1)).endsAt()).isNotNull();
        await().until(() -> fleet.lists().find(key).isEmpty());
        assertThat(fleet.lists().setUp(key, Duration.ofHours(1)).insert("a")).isTrue();
        assertThat(fleet.resultIds(key).idFor("a")).isEqualTo(1);
        assertThat(TestFleet.number(shard, "SELECT COUNT(*) FROM latchkey_list_item"))
                .isEqualTo(2);
    }

    private LockKey keyOnTheFirstShard(Fleet fleet) {
        LockKey key = TestFleet.newKey();
        while (!fleet.shardOf(key).server().config().url().equals(shard.url())) {
            key = TestFleet.newKey();
        }
        return key;
    }

    private void runs(Fleet fleet, LockKey key) throws Exception {
        WorkId workId = newWorkId();
        GuardedRun<String> once = GuardedRun.once(key, workId, ResultCodec.string());

        Outcome<String> first = run(fleet, once, workId);
        assertThat(((Completed<String>) first).mark().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEqualTo(MarkState.MARKED);
        TestFleet.execute(shard, "UPDATE latchkey_receipt SET marked_at = NULL");
        assertThat(fleet.reconciler().orElseThrow().reconcile()).isPositive();
        assertThat(run(fleet, once, workId)).isEqualTo(new AlreadyDone<>("done"));
        TestFleet.execute(ledger, "DELETE FROM latchkey_ledger");
        assertThat(run(fleet, once, workId)).as("found at the gate").isEqualTo(new AlreadyDone<>("done"));

        IllegalStateException thrown = new IllegalStateException("the work's own");
        assertThatThrownBy(() -> fleet.run(key, newWorkId(), ResultCodec.string(), connection -> {
                    throw thrown;
                }))
                .isSameAs(thrown)
                .hasNoSuppressedExceptions();
        assertThat(fleet.run(key, connection -> 1)).isInstanceOf(Completed.class);
        long token = Tokens.ofARun(fleet, key);
        assertThat(Tokens.ofARun(fleet, key)).isEqualTo(token + 1);
    }

    private static Outcome<String> run(Fleet fleet, GuardedRun<String> run, WorkId workId) throws SQLException {
        return fleet.run(run, connection -> {
            leaveEffect(connection, workId);
            return "done";
        });
    }

    private void locks(Fleet fleet, LockKey key) throws Exception {
        HeldLock held = fleet.acquire(key, WaitLimit.ofSeconds(5), LockOptions.DEFAULT);
        Holder holder = fleet.holderOf(key).orElseThrow();
        assertThat(holder.user()).contains(account.shards().get(0).user());
        WorkId workId = newWorkId();
        GuardedRun<String> waiting =
                GuardedRun.once(key, workId, ResultCodec.string()).waitingUpTo(WaitLimit.ofSeconds(1));
        assertThat(run(fleet, waiting, workId)).isInstanceOf(Busy.class);
        kill(fleet, key, holder.session());
        assertThatThrownBy(held::close).isInstanceOf(LockLostException.class);

        HeldLock tooLong =
                fleet.acquire(key, WaitLimit.ofSeconds(5), LockOptions.DEFAULT.holdingAtMost(Duration.ofMillis(100)));
        await().until(() -> TestFleet.isFree(shard, key.text()));
        assertThatThrownBy(tooLong::close).isInstanceOf(LockLostException.class);
    }

    /** As is done about a holder whose connection can't be cut. */
    private void kill(Fleet fleet, LockKey key, long session) {
        fleet.shardOf(key)
                .server()
                .killHolder(
                        LockName.of(account.namespace(), key),
                        session,
                        fleet.shardOf(key).server().identity());
        await().until(() -> TestFleet.isFree(shard, key.text()));
    }

    private void observer() throws SQLException {
        ServerConfig onShard = account.shards().get(0);
        ask(onShard, "SELECT * FROM latchkey_schema");
        ask(onShard, "SELECT * FROM latchkey_shard");
        ask(onShard, "SELECT * FROM latchkey_bucket");
        ask(onShard, "SELECT * FROM latchkey_receipt");
        ask(onShard, "SELECT * FROM latchkey_receipts");
        ask(onShard, "SELECT * FROM latchkey_token");
        ask(onShard, "SELECT * FROM latchkey_list");
        ask(onShard, "SELECT * FROM latchkey_list_item");
        ask(onShard, "SELECT * FROM latchkey_lists");
        ask(onShard, "SELECT * FROM latchkey_list_items");
        ask(onShard, "SELECT IS_USED_LOCK(latchkey_lock_name('', 'a key of any form'))");
        ask(onShard, "SELECT IS_USED_LOCK(latchkey_slot_name('', 'REPORTS', 2)), latchkey_slots_held('', 'REPORTS')");
        ask(onShard, "SELECT latchkey_bucket(latchkey_owner('ACCOUNT_123_TASK'))");
        locks(onShard);
        ServerConfig onLedger = account.ledger().orElseThrow();
        ask(onLedger, "SELECT * FROM latchkey_schema");
        ask(onLedger, "SELECT * FROM latchkey_ledger");
        ask(onLedger, "SELECT * FROM latchkey_marks");
    }

    private static void ask(ServerConfig server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url().text(), server.user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void locks(ServerConfig server) throws SQLException {
        ask(server, "SELECT * FROM latchkey_lock");
        ask(server, "SELECT * FROM latchkey_lock_sight");
    }

    private void operator() throws Exception {
        leaveARow();
        try (Fleet fleet = Fleet.open(account)) {
            assertThat(fleet.reconciler().orElseThrow().reconcile()).isEqualTo(1);
            TestFleet.execute(shard, "UPDATE latchkey_receipt SET marked_at = '2001-01-01'");
            TestFleet.execute(ledger, "UPDATE latchkey_ledger SET marked_at = '2001-01-01'");
            Purged purged = fleet.retention().purge(Duration.ofDays(30));
            assertThat(purged.allReceipts()).isEqualTo(1);
            assertThat(purged.listItems()).isEqualTo(2);
            assertThat(TestFleet.number(shard, "SELECT COUNT(*) FROM latchkey_list"))
                    .isZero();
            leaveARow();
            fleet.reconciler().orElseThrow().reconcile();
            TestFleet.execute(shard, "DELETE FROM latchkey_receipt");
            LostCommits lost = fleet.lostCommits().orElseThrow().ofEveryServer();
            assertThat(lost.forget(lost.list(10))).isEqualTo(1);
        }
        ask(account.shards().get(0), "SELECT * FROM latchkey_receipts");
        ask(account.shards().get(0), "SELECT * FROM latchkey_lists");
        ask(account.shards().get(0), "SELECT * FROM latchkey_list_items");
        locks(account.shards().get(0));
        ask(account.ledger().orElseThrow(), "SELECT * FROM latchkey_marks");
    }

    private void leaveARow() {
        TestFleet.execute(ledger, "DELETE FROM latchkey_ledger");
        TestFleet.execute(shard, "DELETE FROM latchkey_receipt");
        TestFleet.execute(shard, """
                INSERT INTO latchkey_receipt (action, run_id, bucket, namespace, lock_key, work_id, done_at)
                VALUES (UNHEX(REPEAT('1', 32)), UNHEX(REPEAT('2', 32)), 1, '', 'KEY', 'work', UTC_TIMESTAMP(6))
                """);
        leaveAnEndedList();
    }

    private void leaveAnEndedList() {
        TestFleet.execute(shard, "DELETE FROM latchkey_list_item");
        TestFleet.execute(shard, "DELETE FROM latchkey_list");
        TestFleet.execute(shard, """
                INSERT INTO latchkey_list (list, name_id, kind, bucket, namespace, lock_key, set_up_at, ends_at, size)
                VALUES ('ended', 'name', 'LIST', 1, '', 'KEY', '2001-01-01', '2001-01-02', 2)
                """);
        TestFleet.execute(shard, """
                INSERT INTO latchkey_list_item (list, position, hash, item, inserted_by)
                VALUES ('ended', 1, 'a', 'a', ''), ('ended', 2, 'b', 'b', '')
                """);
    }
}
