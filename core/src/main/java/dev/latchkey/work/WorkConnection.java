package dev.latchkey.work;

import dev.latchkey.mysql.ServerErrors;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * The connection that the work is handed, seen from the side of the run.
 *
 * <p>It passes what is harmless on to the session and refuses the rest. It remembers an error with which the server rolled
 * the transaction back, and from then on sends nothing more, even if the work swallows that error: the second half of the
 * work must not be committed without the first. When the run shuts it, its statements are closed.
 */
public final class WorkConnection {

    private static final Set<String> PASSED_TO_THE_CONNECTION = Set.of(
            "clearWarnings",
            "createArrayOf",
            "createBlob",
            "createClob",
            "createNClob",
            "createSQLXML",
            "createStatement",
            "createStruct",
            "getAutoCommit",
            "getCatalog",
            "getClientInfo",
            "getHoldability",
            "getMetaData",
            "getNetworkTimeout",
            "getSchema",
            "getTransactionIsolation",
            "getTypeMap",
            "getWarnings",
            "isReadOnly",
            "nativeSQL",
            "releaseSavepoint",
            "setSavepoint");

    private final Connection session;
    private final Lock wire;
    private final boolean calls;
    private final boolean timeoutsRollBack;
    private final Set<Statement> open = ConcurrentHashMap.newKeySet();
    private final Connection handedOut;
    private volatile boolean shut;
    private volatile boolean sent;
    private volatile long heard = System.nanoTime();
    private volatile @Nullable SQLException doom;

    /**
     * Wraps a session's connection.
     *
     * @param wire under which each statement is sent, so that none crosses a heartbeat
     * @param calls whether the work may send CALL
     * @param timeoutsRollBack the server's innodb_rollback_on_timeout
     */
    public WorkConnection(Connection session, Lock wire, boolean calls, boolean timeoutsRollBack) {
        this.session = session;
        this.wire = wire;
        this.calls = calls;
        this.timeoutsRollBack = timeoutsRollBack;
        this.handedOut = proxy(Connection.class, (proxy, method, arguments) -> onConnection(method, arguments));
    }

    /** The connection for the work. */
    public Connection handedOut() {
        return handedOut;
    }

    /** Whether the work has sent anything yet, and so may have opened the transaction. */
    public boolean hasSent() {
        return sent;
    }

    /** How long ago the server answered a statement of the work, or since the work began. */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    /** The error with which the server rolled the transaction back, if there was one. */
    public Optional<SQLException> doom() {
        return Optional.ofNullable(doom);
    }

    /** Closes all that the work left open; whatever it tries from now on is refused. */
    public void shut() {
        shut = true;
        wire.lock();
        try {
            for (Statement statement : open) {
                try {
                    statement.close();
                } catch (SQLException e) {
                    doomIfFatal(e);
                }
            }
            open.clear();
        } finally {
            wire.unlock();
        }
    }

    private @Nullable Object onConnection(Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "isClosed" -> shut;
            case "isValid" -> !shut && doom == null; // a ping would kill a result that is being streamed
            case "isWrapperFor" -> false;
            case "rollback" -> {
                if (arguments == null) {
                    throw notForTheWork("rollback");
                }
                yield send(session, method, arguments);
            }
            case "prepareCall", "prepareStatement" -> {
                checkText(arguments);
                yield wrapped(send(session, method, arguments));
            }
            default -> {
                if (!PASSED_TO_THE_CONNECTION.contains(method.getName())) {
                    throw notForTheWork(method.getName());
                }
                yield wrapped(send(session, method, arguments));
            }
        };
    }

    private @Nullable Object onStatement(Statement statement, Method method, Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "close" -> {
                open.remove(statement);
                yield call(statement, method, arguments);
            }
            case "getConnection" -> handedOut;
            case "unwrap" -> throw notForTheWork("unwrap");
            case "execute", "executeQuery", "executeUpdate", "executeLargeUpdate", "addBatch" -> {
                checkText(arguments);
                yield wrapped(sendNow(statement, method, arguments), statement);
            }
            case "executeBatch", "executeLargeBatch" -> sendNow(statement, method, arguments);
            case "setFetchSize" -> {
                refuseStreaming(arguments);
                yield send(statement, method, arguments);
            }
            default -> wrapped(send(statement, method, arguments), statement);
        };
    }

    private @Nullable Object wrapped(@Nullable Object result) {
        if (result instanceof Statement statement) {
            open.add(statement);
            return guarded(statement);
        }
        if (result instanceof DatabaseMetaData metaData) {
            return proxy(DatabaseMetaData.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "getConnection" -> handedOut;
                case "unwrap" -> throw notForTheWork("unwrap");
                default -> wrapped(send(metaData, method, arguments), null);
            });
        }
        return result;
    }

    /** A result set leads back to its statement, and that to the session's own connection: both are kept out of sight. */
    private @Nullable Object wrapped(@Nullable Object result, @Nullable Statement statement) {
        if (!(result instanceof ResultSet rows)) {
            return result;
        }
        return proxy(ResultSet.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getStatement" -> statement == null ? null : guarded(statement);
            case "unwrap" -> throw notForTheWork("unwrap");
            case "close" -> call(rows, method, arguments);
            default -> send(rows, method, arguments);
        });
    }

    private Object guarded(Statement statement) {
        return proxy(narrowest(statement), (proxy, method, arguments) -> onStatement(statement, method, arguments));
    }

    private static Class<? extends Statement> narrowest(Statement statement) {
        if (statement instanceof java.sql.CallableStatement) {
            return java.sql.CallableStatement.class;
        }
        return statement instanceof java.sql.PreparedStatement ? java.sql.PreparedStatement.class : Statement.class;
    }

    /** A result that streams keeps the session busy until its last row: no heartbeat could keep the lease meanwhile. */
    private static void refuseStreaming(Object @Nullable [] arguments) throws RefusedStatementException {
        if (arguments != null && Integer.valueOf(Integer.MIN_VALUE).equals(arguments[0])) {
            throw new RefusedStatementException(
                    "setFetchSize(Integer.MIN_VALUE), which streams the result,",
                    "no heartbeat fits between its rows; page by key, or put useCursorFetch=true into the URL and fetch some rows at a time");
        }
    }

    private void checkText(Object @Nullable [] arguments) throws RefusedStatementException {
        if (arguments != null && arguments.length > 0 && arguments[0] instanceof String sql) {
            Optional<RefusedStatementException> objection = StatementRules.objection(sql, calls);
            if (objection.isPresent()) {
                throw objection.get();
            }
        }
    }

    private @Nullable Object sendNow(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        sent = true;
        Object answer = send(target, method, arguments);
        heard = System.nanoTime();
        return answer;
    }

    private @Nullable Object send(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        wire.lock();
        try {
            refuseIfOver(method);
            return call(target, method, arguments);
        } finally {
            wire.unlock();
        }
    }

    private void refuseIfOver(Method method) throws SQLException {
        if (shut) {
            throw new RefusedStatementException(
                    method.getName() + " after the work had returned", "do all of the work before it returns");
        }
        SQLException over = doom;
        if (over != null) {
            throw new SQLException(
                    "the server has rolled this transaction back (%s); nothing more is sent in this run"
                            .formatted(over.getMessage()),
                    over.getSQLState(),
                    over.getErrorCode(),
                    over);
        }
    }

    private @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        wire.lock();
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException error) {
                doomIfFatal(error);
            }
            throw e.getCause();
        } finally {
            wire.unlock();
        }
    }

    private void doomIfFatal(SQLException error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (doom == null && t instanceof SQLException e && ServerErrors.transactionIsGone(e, timeoutsRollBack)) {
                doom = e;
            }
        }
    }

    private static RefusedStatementException notForTheWork(String method) {
        return new RefusedStatementException(
                "Connection." + method + "()", "the run opens and ends the transaction, and owns the session");
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        InvocationHandler withObjectMethods = (proxy, method, arguments) -> method.getDeclaringClass() == Object.class
                ? switch (method.getName()) {
                    case "equals" -> arguments != null && proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "guarded " + type.getSimpleName();
                }
                : handler.invoke(proxy, method, arguments);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, withObjectMethods));
    }
}
