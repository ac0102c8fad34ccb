package dev.latchkey.trials.servers;

/**
 * A database server to try things on, with an account that may do everything.
 *
 * <p>Only a server whose process this JVM started can be killed, stopped, started and paused: ask {@link #startedHere()}. All methods
 * may be called by any thread; those that change the server's state run one after the other.
 */
public interface DatabaseServer extends AutoCloseable {

    /** The server without a schema: {@code jdbc:mysql://127.0.0.1:21345/}. */
    default String url() {
        return url("");
    }

    /** The server with this schema, which need not exist. */
    String url(String schema);

    String user();

    String password();

    /** Whether this JVM started the server's process, so that the methods below work. */
    default boolean startedHere() {
        return false;
    }

    /** The process id of the server, of the last one if it doesn't run now. */
    default long pid() {
        throw notStartedHere("pid");
    }

    /** Ends the server with {@code kill -9} and waits until it is gone. Its data stays. */
    default void kill() {
        throw notStartedHere("kill");
    }

    /** Shuts the server down in an orderly way, for at most 30 seconds. Its data stays. */
    default void stop() {
        throw notStartedHere("stop");
    }

    /** Starts the server again on its data and its port, and waits up to 60 seconds until it takes logins. */
    default void start() {
        throw notStartedHere("start");
    }

    /** Freezes the server with SIGSTOP: its sockets stay open and nothing is answered. */
    default void pause() {
        throw notStartedHere("pause");
    }

    /** Lets a paused server go on. */
    default void resume() {
        throw notStartedHere("resume");
    }

    /** Ends the server and deletes its data if it was started here; a server given by URL is left alone. */
    @Override
    void close();

    private UnsupportedOperationException notStartedHere(String method) {
        return new UnsupportedOperationException(method + " needs a server process of this JVM, and " + url()
                + " is none; ask startedHere() first, or use embedded servers or a folder with bin/mysqld");
    }
}
