package dev.latchkey.trials.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.GuardedRun;
import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockOptions;
import dev.latchkey.WrongShardException;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.servers.ServerSession;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.Tokens;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fencing tokens of keys whose buckets move. */
@Tag("contract")
final class MovedTokensTest {

    private static final LockOptions TOKEN = LockOptions.DEFAULT.drawingAToken();

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = servers.newKeyOn("s1");
    private final ServerConfig first = servers.home(key);
    private final ServerConfig second = servers.home(servers.newKeyOn("s2"));
    private final Fleet fleet = Fleet.open(servers.config());

    private String owning(boolean owned) {
        return "UPDATE latchkey_bucket SET owned = %d, epoch = epoch + 1 WHERE bucket = %s"
                .formatted(owned ? 1 : 0, key.bucket());
    }

    private void move(ServerConfig from, ServerConfig to) {
        TestFleet.execute(from, owning(false));
        Tokens.copy(key, from, to);
        TestFleet.execute(to, owning(true));
    }

    private long tokenOfALock() {
        try (HeldLock lock = fleet.tryAcquire(key, TOKEN).orElseThrow()) {
            return lock.fencingToken().orElseThrow();
        }
    }

    @AfterEach
    void theBucketComesBack() {
        TestFleet.execute(second, owning(false));
        TestFleet.execute(first, owning(true));
        servers.forgetMoves();
        fleet.close();
        assertThat(TestFleet.isFree(first, key.text()) && TestFleet.isFree(second, key.text()))
                .isTrue();
    }

    @Test
    void growThereAndBackAgainWhereAnOldRowLies() {
        assertThat(Tokens.ofARun(fleet, key)).isEqualTo(1);
        move(first, second);
        assertThat(Tokens.ofARun(fleet, key)).isEqualTo(2);
        assertThat(tokenOfALock()).isEqualTo(3);
        assertThat(Tokens.last(first, key)).as("the old row").isEqualTo(1);
        move(second, first);
        assertThat(tokenOfALock()).isEqualTo(4);
        assertThat(Tokens.ofARun(fleet, key)).isEqualTo(5);
    }

    @Test
    void areNotDrawnWhileNobodyOwnsTheBucket() {
        assertThat(tokenOfALock()).isEqualTo(1);
        TestFleet.execute(first, owning(false));
        AtomicInteger works = new AtomicInteger();
        assertThatThrownBy(() -> fleet.run(GuardedRun.each(key), (connection, token) -> works.incrementAndGet()))
                .isInstanceOf(WrongShardException.class);
        assertThatThrownBy(this::tokenOfALock).isInstanceOf(WrongShardException.class);
        assertThat(works).hasValue(0);
        assertThat(Tokens.last(first, key)).isEqualTo(1);
        assertThat(Tokens.last(second, key)).isZero();
    }

    @Test
    void areDrawnWhereTheBucketIsByWhoeverMetTheMoverAtIt() throws Exception {
        assertThat(tokenOfALock()).isEqualTo(1);
        CompletableFuture<Long> token;
        try (Connection mover = TestFleet.connect(first);
                Statement statement = mover.createStatement()) {
            mover.setAutoCommit(false);
            statement.execute(owning(false));
            token = CompletableFuture.supplyAsync(this::tokenOfALock);
            await("the draw").until(() -> TestFleet.sessions(first, this::draws) == 1);
            Tokens.copy(key, first, second);
            TestFleet.execute(second, owning(true));
            mover.commit();
        }
        assertThat(token.get(30, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(Tokens.last(first, key)).isEqualTo(1);
        assertThat(Tokens.last(second, key)).isEqualTo(2);
    }

    /** A procedure shows the statement that it is at. */
    private boolean draws(ServerSession session) {
        return session.statement().contains("latchkey_draw")
                || session.statement().contains("FROM latchkey_bucket AS b");
    }

    @Test
    void areRefusedOnASharedSessionWithoutHarmToItsOtherLocks() throws SQLException {
        LockOptions sharing = TOKEN.sharingASession();
        LockKey beside = servers.newKeyOn("s1");
        while (beside.bucket().equals(key.bucket())) {
            beside = servers.newKeyOn("s1");
        }
        TestFleet.execute(first, owning(false));
        try (HeldLock held = fleet.tryAcquire(beside, sharing).orElseThrow()) {
            assertThatThrownBy(() -> fleet.tryAcquire(key, sharing)).isInstanceOf(WrongShardException.class);
            held.ensureHeld();
            assertThat(held.fencingToken()).hasValue(1);
        }
    }
}
