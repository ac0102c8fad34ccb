package dev.latchkey.cli.sight;

import dev.latchkey.Bucket;
import dev.latchkey.LatchkeyException;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.mysql.ServerFacts;
import dev.latchkey.sharding.FleetConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;

/**
 * The shard on which a bucket is at home, opened without its fleet: other shards may be away, and nothing is tried out on it.
 *
 * @param shard its name: {@code s1}
 */
public record KeyHome(String shard, Server server) implements AutoCloseable {

    /**
     * Asks the shards, one after the other, until one owns the bucket.
     *
     * @throws RefusedConfigurationException if none of those that answered does
     */
    public static KeyHome of(Bucket bucket, FleetConfig fleet) {
        List<String> others = new ArrayList<>();
        for (ServerConfig shard : fleet.shards()) {
            try {
                Optional<KeyHome> home = ifOwned(bucket, shard);
                if (home.isPresent()) {
                    return home.get();
                }
                others.add(shard.url() + " doesn't own it");
            } catch (LatchkeyException | JdbiException e) {
                others.add(shard.url() + " could not be asked: " + e.getMessage());
            }
        }
        throw new RefusedConfigurationException(
                "bucket %s has no owner: %s; name all shards, or wait while it is being moved"
                        .formatted(bucket, String.join(", ", others)));
    }

    private static Optional<KeyHome> ifOwned(Bucket bucket, ServerConfig shard) {
        Server server = Server.open(shard.url().toString(), shard, ServerFacts.ask(shard));
        Optional<String> name = Optional.empty();
        try {
            name = server.read(handle -> handle.createQuery("""
                            SELECT s.name FROM latchkey_shard AS s JOIN latchkey_bucket AS b ON b.bucket = :bucket AND b.owned = 1
                            """)
                    .bind("bucket", bucket.number())
                    .mapTo(String.class)
                    .findOne());
            return name.map(found -> new KeyHome(found, server));
        } finally {
            if (name.isEmpty()) {
                server.close();
            }
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
