package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.LostLock.Evidence;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each error says what happened, to what, where, with what evidence, and what to do next; and has it as fields. */
class ErrorTextsTest {

    private static final LockKey KEY = LockKey.parse("ACCOUNT_123_TASK");
    private static final LockName NAME = LockName.of(KEY);
    private static final String SHARD = "shard s1 (db1/shop)";

    @Test
    void aLockThatWasNotAcquired() {
        Holder holder = new Holder(381, Optional.of("batch"), Optional.of("10.0.0.4:51213"));

        LockNotAcquiredException held =
                new LockNotAcquiredException(NAME, SHARD, WaitLimit.ofSeconds(10), Optional.of(holder));

        assertThat(held)
                .hasMessage(
                        "lock ACCOUNT_123_TASK not acquired on shard s1 (db1/shop): waited 10 s, held by session 381"
                                + " (batch@10.0.0.4:51213); wait longer or look at that holder")
                .returns(NAME, LockNotAcquiredException::name)
                .returns(Optional.of(holder), LockNotAcquiredException::holder);
        assertThat(new LockNotAcquiredException(NAME, SHARD, WaitLimit.ofMillis(250), Optional.empty()))
                .hasMessage("lock ACCOUNT_123_TASK not acquired on shard s1 (db1/shop): waited 250 ms,"
                        + " its holder was gone when we looked; wait longer or look at that holder");
    }

    @Test
    void aLostLock() {
        LostLock lock = new LostLock(
                NAME, SHARD, 381, Evidence.SERVER_SAID_SO, "no longer holds it at the gate", Duration.ofSeconds(14));

        assertThat(new LockLostException(lock, null))
                .hasMessage(
                        "lock ACCOUNT_123_TASK lost on shard s1 (db1/shop): session 381 no longer holds it at the gate,"
                                + " after 14 s; run it again, and look in the server's log for who ended that session")
                .returns(lock, LockLostException::lock);
        assertThat(new LockLostException(lock, new SQLException("Communications link failure")))
                .hasMessageEndingWith("who ended that session (Communications link failure)");
    }

    @Test
    void aRolledBackTransaction() {
        SQLException deadlock = new SQLException("Deadlock found", "40001", 1213);

        RolledBackException error = new RolledBackException("payment-77 of " + KEY, SHARD, "the gate", deadlock);

        assertThat(error)
                .hasMessage(
                        "payment-77 of ACCOUNT_123_TASK rolled back on shard s1 (db1/shop): the gate met error 1213,"
                                + " SQLSTATE 40001 (Deadlock found); nothing of it stays, run it again")
                .returns(deadlock, RolledBackException::error);
    }

    @Test
    void aWrongShard() {
        assertThat(new WrongShardException(KEY, SHARD))
                .hasMessage(
                        "key ACCOUNT_123_TASK is not at home on shard s1 (db1/shop): bucket 464 of its owner ACCOUNT_123"
                                + " is not owned there; if it is being moved try again, else compare latchkey_bucket of all shards")
                .returns(KEY, WrongShardException::key);
    }

    @Test
    void anUnresolvedCommit() {
        Id runId = new Id(1, 2);

        assertThat(new UnresolvedCommitException(
                        "payment-77 of " + KEY + " on " + SHARD,
                        runId,
                        "no answer",
                        "run it again: a receipt will answer",
                        null))
                .hasMessage("commit of payment-77 of ACCOUNT_123_TASK on shard s1 (db1/shop) is unresolved: no answer;"
                        + " run it again: a receipt will answer (run id 00000000000000010000000000000002)")
                .returns(runId, UnresolvedCommitException::runId);
    }

    @Test
    void partsThatMayBeDurable() {
        assertThat(new PartlyDurableException(KEY.text(), SHARD, "a table's engine can't roll back (1196)", null))
                .hasMessage("part of the work of ACCOUNT_123_TASK on shard s1 (db1/shop) may be durable:"
                        + " a table's engine can't roll back (1196); look at its tables before it is run again");
    }

    @Test
    void serversThatCannotBeAsked() {
        SQLException refused = new SQLException("Connection refused");

        assertThat(new ServerUnavailableException("taking lock " + NAME, SHARD, refused))
                .hasMessage("taking lock ACCOUNT_123_TASK on shard s1 (db1/shop) failed: Connection refused;"
                        + " check that the server answers, and the pool's size")
                .hasCause(refused);
        assertThat(new LedgerUnavailableException("payment-77 of " + KEY, refused))
                .hasMessage("payment-77 of ACCOUNT_123_TASK not run: the ledger can't be asked (Connection refused);"
                        + " bring it back, or configure LedgerDown.ASK_THE_RECEIPT to go on without it")
                .hasCause(refused);
    }
}
