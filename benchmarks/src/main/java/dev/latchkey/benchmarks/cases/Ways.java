package dev.latchkey.benchmarks.cases;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.WaitLimit;
import dev.latchkey.benchmarks.rivals.LocksByHand;
import dev.latchkey.benchmarks.rivals.OtherLocks;
import dev.latchkey.benchmarks.rivals.Wanting;
import dev.latchkey.benchmarks.rivals.Wanting.Lockable;
import dev.latchkey.locks.ServerLocks;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;

/** All ways to wait for a lock that are compared. */
final class Ways implements AutoCloseable {

    static final String OURS = "Latchkey";
    static final String RAW = "raw waiting GET_LOCK";
    static final String REDISSON = "Redisson";

    private static final int LONGEST_WAIT_SECONDS = 60;

    private final Ground ground;
    private final HikariDataSource pool;
    private final Optional<RedissonClient> redisson;

    private Ways(Ground ground, HikariDataSource pool, Optional<RedissonClient> redisson) {
        this.ground = ground;
        this.pool = pool;
        this.redisson = redisson;
    }

    static Ways on(Ground ground) {
        return new Ways(
                ground,
                Ground.pool(ground.shard(), true),
                ground.redis().map(redis -> OtherLocks.redisson(redis.address())));
    }

    List<Wanting> all() {
        List<Wanting> all = new ArrayList<>();
        all.add(new Wanting(OURS, key -> new Ours(ground.locks(), LockName.exact(key), LockOptions.DEFAULT)));
        all.add(new Wanting(RAW, key -> new Raw(pool.getConnection(), key)));
        all.add(new Wanting(
                "Spring JdbcLockRegistry",
                key -> new ALock(OtherLocks.springRegistry(pool).obtain(key))));
        redisson.ifPresent(client -> all.add(new Wanting(REDISSON, key -> new ALock(client.getLock(key)))));
        redisson.ifPresent(client -> all.add(new Wanting("Redisson, fair", key -> new ALock(client.getFairLock(key)))));
        return all;
    }

    @Override
    public void close() {
        redisson.ifPresent(RedissonClient::shutdown);
        pool.close();
    }

    /** The library, waiting as its options say. */
    static class Ours implements Lockable {

        private final ServerLocks locks;
        private final LockName name;
        private final LockOptions options;
        private @Nullable HeldLock held;

        Ours(ServerLocks locks, LockName name, LockOptions options) {
            this.locks = locks;
            this.name = name;
            this.options = options;
        }

        @Override
        public void acquire() {
            held = locks.acquire(name, WaitLimit.ofSeconds(LONGEST_WAIT_SECONDS), options);
        }

        @Override
        public void release() {
            if (held != null) {
                held.close();
            }
        }
    }

    record Raw(Connection connection, String key) implements Lockable {

        @Override
        public void acquire() throws SQLException {
            LocksByHand.acquire(connection, key, LONGEST_WAIT_SECONDS);
        }

        @Override
        public void release() throws SQLException {
            LocksByHand.release(connection, key);
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    record ALock(Lock lock) implements Lockable {

        @Override
        public void acquire() {
            lock.lock();
        }

        @Override
        public void release() {
            lock.unlock();
        }
    }
}
