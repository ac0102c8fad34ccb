package dev.latchkey.benchmarks.rivals;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Lock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** Their versions, as far as their archives tell. */
    public static String versions() {
        return "HikariCP %s, ShedLock %s, Spring Integration %s, Redisson %s"
                .formatted(
                        version(HikariDataSource.class),
                        version(JdbcTemplateLockProvider.class),
                        version(JdbcLockRegistry.class),
                        version(Redisson.class));
    }

    private static String version(Class<?> type) {
        String name = String.valueOf(type.getProtectionDomain().getCodeSource().getLocation());
        Matcher version = Pattern.compile("-(\\d[^/]*)\\.jar$").matcher(name);
        return version.find() ? version.group(1) : "of no known version";
    }

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
    public static RedissonClient redisson(String address) {
        Config config = new Config();
        config.useSingleServer().setAddress(address);
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
