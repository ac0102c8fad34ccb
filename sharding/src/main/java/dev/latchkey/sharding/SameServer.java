package dev.latchkey.sharding;

import dev.latchkey.Id;
import dev.latchkey.LockName;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Finds out whether two addresses lead to one server, by what matters: whether a lock taken through one is seen through the
 * other. No variable that a proxy or a copied data folder could make equal is trusted.
 */
final class SameServer {

    private SameServer() {}

    /** Refuses two shards with one server: their keys would share lock names, and a bucket two homes. */
    static void refuseTwice(List<Server> servers) {
        for (int i = 0; i + 1 < servers.size(); i++) {
            Server one = servers.get(i);
            for (Server other : servers.subList(i + 1, servers.size())) {
                if (same(one, other)) {
                    throw new RefusedConfigurationException(
                            "%s and %s are one server; give each server once".formatted(one, other));
                }
            }
        }
    }

    static boolean same(Server one, Server other) {
        List<LockName> probe = List.of(LockName.exact("LATCHKEY$PROBE$" + Id.random()));
        try (Session session = one.borrow(() -> {})) {
            session.locks().acquire(probe, "telling servers apart", Optional.empty());
            boolean seen = other.holderOf(probe.get(0)).isPresent();
            session.locks().releaseLast(probe);
            return seen;
        } catch (SQLException e) {
            throw new ServerUnavailableException("taking a lock to see whether it is " + other, one.label(), e);
        }
    }
}
