package dev.latchkey.mysql;

import java.util.Locale;

/** The two families of servers, where they differ for us. */
enum Dialect {
    MYSQL("@@server_uuid"),
    /** It has no server_uuid; host, port and server id name the process as well as it can be named. */
    MARIADB("CONCAT(@@hostname, ':', @@port, ':', @@server_id)");

    private final String identity;

    Dialect(String identity) {
        this.identity = identity;
    }

    static Dialect of(String version) {
        return version.toUpperCase(Locale.ROOT).contains("MARIADB") ? MARIADB : MYSQL;
    }

    /** The SQL expression that tells one server from another. */
    String identity() {
        return identity;
    }
}
