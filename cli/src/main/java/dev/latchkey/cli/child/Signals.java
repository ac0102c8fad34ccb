package dev.latchkey.cli.child;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals that this process gets. Java has no public interface for them, and warns at compile time of the one that it has. */
public final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** From now on a signal of this name is told, instead of ending this process. One that was ignored so far still is. */
    public static void tell(String name, Consumer<String> consumer) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object telling = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            consumer.accept(name);
                        }
                        return null;
                    });
            Object unused = signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), telling);
        } catch (ReflectiveOperationException e) {
            LOG.warn(
                    "SIG{} can't be heard by this Java; it ends this program, and a command under its lock, at once",
                    name,
                    e);
        }
    }
}
