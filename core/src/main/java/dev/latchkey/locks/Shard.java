package dev.latchkey.locks;

import dev.latchkey.mysql.Server;

/**
 * One server of those that share the buckets.
 *
 * @param name what {@code migrate} wrote into it: {@code s1}
 * @param locks its named locks
 */
public record Shard(String name, ServerLocks locks) {

    /** The server. */
    public Server server() {
        return locks.server();
    }

    /** Its name and address. */
    @Override
    public String toString() {
        return server().label();
    }
}
