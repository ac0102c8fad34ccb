package dev.latchkey.trials.support;

import com.mysql.cj.MysqlConnection;
import com.mysql.cj.Query;
import com.mysql.cj.interceptors.QueryInterceptor;
import com.mysql.cj.log.Log;
import com.mysql.cj.protocol.Resultset;
import com.mysql.cj.protocol.ServerSession;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees each statement that a thread sends through Connector/J, before it is sent and after it was answered: the place for a
 * real fault at an exact moment. Switched on by {@code queryInterceptors} in the URL.
 */
public final class StatementTap implements QueryInterceptor {

    /** When a statement was seen. */
    public enum Moment {
        BEFORE,
        AFTER
    }

    /**
     * A statement that is sent.
     *
     * @param session the connection id that sends it
     * @param url where to
     */
    public record Statement(String sql, long session, String url) {

        /** Its first word, in upper case: {@code COMMIT}. */
        public String verb() {
            return sql.strip().split("\\s", 2)[0].toUpperCase(Locale.ROOT);
        }
    }

    /** Told of each statement of one thread. */
    @FunctionalInterface
    public interface Listener {
        void on(Moment moment, Statement statement) throws Exception;
    }

    private static volatile @Nullable Thread tapped;
    private static volatile @Nullable Listener listener;

    private @Nullable MysqlConnection connection;

    /** Listens to what this thread sends while the action runs; one at a time. */
    public static <T, X extends Exception> T during(Listener to, Call<T, X> action) throws X {
        tapped = Thread.currentThread();
        listener = to;
        try {
            return action.call();
        } finally {
            listener = null;
            tapped = null;
        }
    }

    /** What {@link #during} runs. */
    @FunctionalInterface
    public interface Call<T, X extends Exception> {
        T call() throws X;
    }

    @Override
    public QueryInterceptor init(MysqlConnection connection, Properties properties, Log log) {
        this.connection = connection; // its id is not known yet
        return this;
    }

    private void tell(Moment moment, @Nullable Supplier<String> sql) {
        Listener told = listener;
        MysqlConnection on = connection;
        if (told == null || Thread.currentThread() != tapped || sql == null || on == null) {
            return;
        }
        listener = null; // what the listener itself sends is not seen
        try {
            told.on(moment, new Statement(sql.get(), on.getId(), on.getURL()));
        } catch (Exception e) {
            throw new AssertionError("the listener failed", e);
        } finally {
            listener = told;
        }
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the interface has it so
    public <T extends Resultset> @Nullable T preProcess(Supplier<String> sql, Query query) {
        tell(Moment.BEFORE, sql);
        return null;
    }

    @Override
    public <T extends Resultset> @Nullable T postProcess(
            Supplier<String> sql, Query query, T answer, ServerSession serverSession) {
        tell(Moment.AFTER, sql);
        return null;
    }

    @Override
    public boolean executeTopLevelOnly() {
        return false;
    }

    @Override
    public void destroy() {}
}
