package dev.latchkey.trials.lockd;

/**
 * How much load.
 *
 * @param connections 1 to 50,000
 * @param locks at least one a connection, 50,000,000 at most; every other one is shared, by ten connections
 */
public record LoadPlan(int connections, int locks) {

    private static final int MOST_CONNECTIONS = 50_000;
    private static final int MOST_LOCKS = 50_000_000;
    private static final int SHARING = 10;

    public LoadPlan {
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "%d connections are not possible; give 1 to %d".formatted(connections, MOST_CONNECTIONS));
        }
        if (locks < connections || locks > MOST_LOCKS) {
            throw new IllegalArgumentException("%d locks are not possible; give %d, one for each connection, to %d"
                    .formatted(locks, connections, MOST_LOCKS));
        }
    }

    /** How many locks a connection takes. */
    int locksOf(int connection) {
        return locks / connections + (connection < locks % connections ? 1 : 0);
    }

    /** How many of all locks are shared. */
    int shared() {
        int shared = 0;
        for (int connection = 0; connection < connections; connection++) {
            shared += locksOf(connection) / 2;
        }
        return shared;
    }

    /** All requests of a connection. */
    String requests(int connection) {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < locksOf(connection); i++) {
            requests.append(i % 2 == 0 ? "g " : "sg ")
                    .append(key(connection, i))
                    .append('\n');
        }
        return requests.toString();
    }

    /** Looks at a lock of a connection. */
    String look(int connection, int i) {
        return (i % 2 == 0 ? "i " : "si ") + key(connection, i) + "\n";
    }

    private static String key(int connection, int i) {
        return i % 2 == 0
                ? "LOAD_%d_%d".formatted(connection, i)
                : "LOAD_%d_SHARED_%d".formatted(connection / SHARING, i);
    }
}
