package dev.latchkey.trials.migrations;

import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.support.TestServers;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;

/** Servers with empty schemas, to be migrated. */
final class FreshFleet {

    private FreshFleet() {}

    /** Two shards and a ledger. */
    static FleetConfig config() {
        return FleetConfig.of(List.of(server(0), server(1))).withLedger(server(2));
    }

    /** This many shards, without a ledger. */
    static FleetConfig ofShards(int shards) {
        return FleetConfig.of(
                IntStream.range(0, shards).mapToObj(FreshFleet::server).toList());
    }

    /** The i-th server, with an empty schema. */
    static ServerConfig server(int i) {
        return server(i, TestServers.freshSchema(i));
    }

    static ServerConfig server(int i, String url) {
        DatabaseServer server = TestServers.server(i);
        return ServerConfig.of(url, server.user(), server.password()).withPoolSize(4);
    }

    /** A connection for each call. */
    static Jdbi jdbi(ServerConfig server) {
        return Jdbi.create(server.url().text(), server.user(), server.password());
    }
}
