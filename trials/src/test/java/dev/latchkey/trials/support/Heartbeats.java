package dev.latchkey.trials.support;

import com.mysql.cj.MysqlConnection;
import com.mysql.cj.Query;
import com.mysql.cj.interceptors.QueryInterceptor;
import com.mysql.cj.log.Log;
import com.mysql.cj.protocol.Resultset;
import com.mysql.cj.protocol.ServerSession;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the heartbeats that each session has answered. Switched on by {@code queryInterceptors} in the URL; a session's own
 * {@code ensureHeld} sends the same statement and counts, too.
 */
public final class Heartbeats implements QueryInterceptor {

    private static final Map<Long, Integer> ANSWERED = new ConcurrentHashMap<>();

    private @Nullable MysqlConnection connection;

    /** How many this session, by its connection id, has answered. */
    public static int answeredBy(long session) {
        return ANSWERED.getOrDefault(session, 0);
    }

    @Override
    public QueryInterceptor init(MysqlConnection on, Properties properties, Log log) {
        this.connection = on; // its id is not known yet
        return this;
    }

    @Override
    public <T extends Resultset> @Nullable T postProcess(
            @Nullable Supplier<String> sql, Query query, T answer, ServerSession serverSession) {
        MysqlConnection on = connection;
        if (on != null && sql != null && sql.get().startsWith("SELECT IS_USED_LOCK(")) {
            ANSWERED.merge(on.getId(), 1, Integer::sum);
        }
        return null;
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the interface has it so
    public <T extends Resultset> @Nullable T preProcess(Supplier<String> sql, Query query) {
        return null;
    }

    @Override
    public boolean executeTopLevelOnly() {
        return false;
    }

    @Override
    public void destroy() {}
}
