package dev.latchkey.benchmarks.rivals;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Lock;
import javax.sql.DataSource;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.springframework.integration.jdbc.lock.DefaultLockRepository;
import org.springframework.integration.jdbc.lock.JdbcLockRegistry;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The lock libraries that people have today, set up as their manuals say. */
public final class OtherLocks {

    private static final Duration AT_MOST = Duration.ofMinutes(10);

    private OtherLocks() {}

    /** ShedLock's JDBC provider, by the database's time. */
    public static LockProvider shedLock(DataSource pool) {
        return new JdbcTemplateLockProvider(JdbcTemplateLockProvider.Configuration.builder()
                .withJdbcTemplate(new JdbcTemplate(pool))
                .usingDbTime()
                .build());
    }

    /** Takes and releases one of its locks. */
    public static void lockAndUnlock(LockProvider provider, String name) {
        provider.lock(new LockConfiguration(Instant.now(), name, AT_MOST, Duration.ZERO))
                .orElseThrow(() -> new IllegalStateException("not granted: " + name))
                .unlock();
    }

    /** Spring Integration's registry. */
    public static JdbcLockRegistry springRegistry(DataSource pool) {
        DefaultLockRepository repository = new DefaultLockRepository(pool);
        repository.setTransactionManager(new JdbcTransactionManager(pool));
        repository.afterPropertiesSet();
        repository.afterSingletonsInstantiated();
        return new JdbcLockRegistry(repository);
    }

    /** Redisson, to be shut down in the end. */
    public static RedissonClient redisson(RedisServer server) {
        Config config = new Config();
        config.useSingleServer().setAddress(server.address());
        return Redisson.create(config);
    }

    /** Takes and releases a lock. */
    public static void tryLockAndUnlock(Lock lock) {
        if (!lock.tryLock()) {
            throw new IllegalStateException("not granted: " + lock);
        }
        lock.unlock();
    }
}
