package dev.latchkey.mysql;

/**
 * Which session of which server it is.
 *
 * @param number the connection id
 * @param server the identity of the server
 */
record SessionId(long number, String server) {

    static final SessionId UNKNOWN = new SessionId(0, "");
}
