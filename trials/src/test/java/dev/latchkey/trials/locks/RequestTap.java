package dev.latchkey.trials.locks;

import com.mysql.cj.MysqlConnection;
import com.mysql.cj.Query;
import com.mysql.cj.interceptors.QueryInterceptor;
import com.mysql.cj.log.Log;
import com.mysql.cj.protocol.Resultset;
import com.mysql.cj.protocol.ServerSession;
import dev.latchkey.LockName;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts the requests for locks that Connector/J sends. Switched on by {@code queryInterceptors} in the URL. */
public final class RequestTap implements QueryInterceptor {

    private static final Map<String, Count> COUNTS = new ConcurrentHashMap<>();

    private @Nullable Count asking;

    /** The requests for one lock. */
    static final class Count {

        private final AtomicInteger requests = new AtomicInteger();
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger mostAtOnce = new AtomicInteger();

        int requests() {
            return requests.get();
        }

        /** The most that were on their way at one moment: so many sessions asked or waited in the server. */
        int mostAtOnce() {
            return mostAtOnce.get();
        }

        private void begin() {
            requests.incrementAndGet();
            mostAtOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
        }

        private void end() {
            now.decrementAndGet();
        }
    }

    /** Counts the requests for this lock from now on. */
    static Count of(LockName name) {
        return COUNTS.computeIfAbsent(name.text(), text -> new Count());
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the interface has it so
    public <T extends Resultset> @Nullable T preProcess(Supplier<String> sql, Query query) {
        asking = counted(sql == null ? "" : sql.get());
        if (asking != null) {
            asking.begin();
        }
        return null;
    }

    private static @Nullable Count counted(String sql) {
        if (!sql.contains("GET_LOCK")) {
            return null;
        }
        return COUNTS.entrySet().stream()
                .filter(entry -> sql.contains("'" + entry.getKey() + "'"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    @Override
    public <T extends Resultset> @Nullable T postProcess(
            Supplier<String> sql, Query query, T answer, ServerSession serverSession) {
        if (asking != null) {
            asking.end();
            asking = null;
        }
        return null;
    }

    @Override
    public QueryInterceptor init(MysqlConnection connection, Properties properties, Log log) {
        return this;
    }

    @Override
    public boolean executeTopLevelOnly() {
        return false;
    }

    @Override
    public void destroy() {}
}
