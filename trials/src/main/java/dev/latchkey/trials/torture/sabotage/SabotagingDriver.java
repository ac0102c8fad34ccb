package dev.latchkey.trials.torture.sabotage;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A driver in front of the real one, for all connections of a JVM. */
public final class SabotagingDriver implements Driver {

    private static final String URLS = "jdbc:mysql:";

    private final Driver real;
    private final Premise premise;

    private SabotagingDriver(Driver real, Premise premise) {
        this.real = real;
        this.premise = premise;
    }

    /** Takes the real driver's place. */
    public static void install(Premise premise) throws SQLException {
        Driver real = DriverManager.getDriver(URLS + "//127.0.0.1/");
        DriverManager.deregisterDriver(real);
        DriverManager.registerDriver(new SabotagingDriver(real, premise));
    }

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        Connection connection = real.connect(url, properties);
        return connection == null ? null : sabotaged(connection);
    }

    private Connection sabotaged(Connection connection) {
        Saboteur saboteur = new Saboteur(premise, connection);
        return proxy(Connection.class, connection, saboteur, (method, arguments) -> {
            if (!method.getName().equals("prepareStatement")) {
                return arguments;
            }
            Object[] altered = arguments.clone();
            altered[0] = saboteur.altered((String) arguments[0]);
            return altered;
        });
    }

    /** What is done to the arguments of a call before it goes on. */
    private interface Before {
        Object[] call(Method method, Object[] arguments) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T real, Saboteur saboteur, Before before) {
        InvocationHandler handler = (proxy, method, given) -> {
            try {
                Object[] arguments = given == null ? new Object[0] : given;
                Object answer = method.invoke(real, before.call(method, arguments));
                return answer instanceof Statement statement ? behind(statement, arguments, saboteur) : answer;
            } catch (InvocationTargetException e) {
                throw e.getCause() instanceof SQLException error ? saboteur.altered(error) : e.getCause();
            }
        };
        return type.cast(
                Proxy.newProxyInstance(SabotagingDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Statement behind(Statement statement, Object[] madeWith, Saboteur saboteur) {
        if (!(statement instanceof PreparedStatement prepared)) {
            return proxy(Statement.class, statement, saboteur, (method, arguments) -> {
                if (method.getName().startsWith("execute") && arguments.length > 0) {
                    saboteur.before((String) arguments[0]);
                }
                return arguments;
            });
        }
        String sql = (String) madeWith[0];
        return proxy(PreparedStatement.class, prepared, saboteur, (method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                saboteur.before(sql);
            }
            return arguments;
        });
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(URLS);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) throws SQLException {
        return real.getPropertyInfo(url, properties);
    }

    @Override
    public int getMajorVersion() {
        return real.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
        return real.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
        return real.jdbcCompliant();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return real.getParentLogger();
    }
}
