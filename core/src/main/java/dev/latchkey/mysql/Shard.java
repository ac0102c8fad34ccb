package dev.latchkey.mysql;

/**
 * One server of those that share the buckets.
 *
 * @param name what {@code migrate} wrote into it: {@code s1}
 * @param server the server, opened
 */
public record Shard(String name, Server server) {

    /** Its name and address. */
    @Override
    public String toString() {
        return server.label();
    }
}
