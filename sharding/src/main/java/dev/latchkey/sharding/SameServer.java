package dev.latchkey.sharding;

import dev.latchkey.HeldLock;
import dev.latchkey.Id;
import dev.latchkey.LockName;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import java.util.List;

/**
 * Finds out whether two addresses lead to one server, by what matters: whether a lock taken through one is seen through the
 * other. No variable that a proxy or a copied data folder could make equal is trusted.
 */
final class SameServer {

    private SameServer() {}

    /** Refuses two shards with one server: their keys would share lock names, and a bucket two homes. */
    static void refuseTwice(List<ServerLocks> servers) {
        for (int i = 0; i + 1 < servers.size(); i++) {
            ServerLocks one = servers.get(i);
            for (ServerLocks other : servers.subList(i + 1, servers.size())) {
                if (same(one, other.server())) {
                    throw new RefusedConfigurationException(
                            "%s and %s are one server; give each server once".formatted(one.server(), other.server()));
                }
            }
        }
    }

    static boolean same(ServerLocks one, Server other) {
        LockName probe = LockName.exact("LATCHKEY$PROBE$" + Id.random());
        try (HeldLock lock = one.acquire(probe, WaitLimit.ofSeconds(1))) {
            return other.holderOf(probe).isPresent();
        }
    }
}
