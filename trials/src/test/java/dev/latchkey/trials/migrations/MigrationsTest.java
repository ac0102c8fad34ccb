package dev.latchkey.trials.migrations;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.Bucket;
import dev.latchkey.LockKey;
import dev.latchkey.Outcome;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.locks.Shard;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.sharding.ShardMap;
import dev.latchkey.trials.support.TestServers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    @Nested
    class ANewFleet {

        @Test
        void isInstalledFoundedAndReadyForRuns() {
            FleetConfig config = FreshFleet.config();
            Migrations.migrate(config);

            try (Fleet fleet = Fleet.open(config)) {
                assertThat(fleet.map()).isEqualTo(ShardMap.even(List.of("s1", "s2")));
                assertThat(fleet.run(LockKey.parse("ACCOUNT_1"), WorkId.of("w"), ResultCodec.string(), c -> "x"))
                        .isInstanceOf(Outcome.Completed.class);
            }
        }

        @Test
        void getsTheDatabasesThatAreMissing() {
            String missing = "not-there_" + System.nanoTime();
            ServerConfig server = FreshFleet.server(0, TestServers.server(0).url(missing));
            FleetConfig config = FleetConfig.of(List.of(server));

            Migrations.migrate(config);

            try (Fleet fleet = Fleet.open(config)) {
                assertThat(fleet.map().shards()).containsExactly("s1");
            }
            FreshFleet.jdbi(server).useHandle(handle -> handle.execute("DROP DATABASE `" + missing + "`"));
        }

        @Test
        void mayHaveItsLedgerInTheDatabaseOfAShard() {
            ServerConfig only = FreshFleet.server(0);
            FleetConfig config = FleetConfig.of(List.of(only)).withLedger(only);

            Migrations.migrate(config);
            Migrations.migrate(config);

            try (Fleet fleet = Fleet.open(config)) {
                assertThat(fleet.ledger()).isPresent();
            }
        }

        @Test
        void mayShareItsDatabasesWithAnApplication() {
            FleetConfig config = FreshFleet.ofShards(1);
            FreshFleet.jdbi(config.shards().get(0)).useHandle(handle -> handle.execute("CREATE TABLE orders (id INT)"));

            Migrations.migrate(config);

            try (Fleet fleet = Fleet.open(config)) {
                assertThat(fleet.shards()).hasSize(1);
            }
        }
    }

    @Nested
    class Again {

        @Test
        void changesNothing() {
            FleetConfig config = FreshFleet.config();
            Migrations.migrate(config);
            List<Map<String, Object>> before = identities(config);

            Migrations.migrate(config);

            assertThat(identities(config)).isEqualTo(before);
        }

        @Test
        void bySeveralAtOnceIsFine() throws Exception {
            FleetConfig config = FreshFleet.config();

            List<CompletableFuture<Void>> all = Stream.of(config, reversed(config), config, reversed(config))
                    .map(one -> CompletableFuture.runAsync(() -> Migrations.migrate(one)))
                    .toList();
            for (CompletableFuture<Void> one : all) {
                one.get(120, SECONDS);
            }
            try (Fleet fleet = Fleet.open(config)) {
                assertThat(fleet.map()).isEqualTo(ShardMap.even(List.of("s1", "s2")));
            }
        }

        @Test
        void theOrderOfTheShardsMeansNothing() {
            FleetConfig config = FreshFleet.config();
            Migrations.migrate(config);
            Migrations.migrate(reversed(config));

            try (Fleet fleet = Fleet.open(config);
                    Fleet other = Fleet.open(reversed(config))) {
                for (int number = 0; number < Bucket.COUNT; number++) {
                    LockKey key = LockKey.parse("ACCOUNT_" + number);
                    assertThat(urlOf(other.shardOf(key))).isEqualTo(urlOf(fleet.shardOf(key)));
                }
            }
        }

        @Test
        void finishesWhatWasInterruptedBetweenTwoShards() {
            FleetConfig config = FreshFleet.config();
            Migrations.migrate(config);
            Map<String, Object> first = identities(config).get(0);
            FreshFleet.jdbi(config.shards().get(1)).useHandle(handle -> {
                handle.execute("DELETE FROM latchkey_shard");
                handle.execute("DELETE FROM latchkey_bucket");
            });

            Migrations.migrate(reversed(config));

            assertThat(identities(config).get(0)).isEqualTo(first);
            try (Fleet fleet = Fleet.open(config)) {
                assertThat(fleet.map()).isEqualTo(ShardMap.even(List.of("s1", "s2")));
            }
        }

        @Test
        void withAFurtherShardIsRefused() {
            FleetConfig config = FreshFleet.ofShards(2);
            Migrations.migrate(config);
            List<ServerConfig> three = new ArrayList<>(config.shards());
            three.add(FreshFleet.server(2));

            assertThatThrownBy(() -> Migrations.migrate(FleetConfig.of(three)))
                    .isInstanceOf(RefusedConfigurationException.class)
                    .hasMessage(
                            "these servers belong to a fleet of 2 shards, 3 were given: %s; name exactly those of the fleet"
                                    .formatted(urls(three)));
            assertThat(tablesIn(three.get(2))).as("nothing is half done").isEmpty();
        }

        @Test
        void withAShardLessIsRefused() {
            FleetConfig config = FreshFleet.ofShards(2);
            Migrations.migrate(config);
            List<ServerConfig> one = config.shards().subList(1, 2);

            assertThatThrownBy(() -> Migrations.migrate(FleetConfig.of(one)))
                    .isInstanceOf(RefusedConfigurationException.class)
                    .hasMessage(
                            "these servers belong to a fleet of 2 shards, 1 were given: %s; name exactly those of the fleet"
                                    .formatted(urls(one)));
        }

        @Test
        void withShardsOfTwoFleetsIsRefused() {
            FleetConfig one = FreshFleet.ofShards(2);
            FleetConfig other = FreshFleet.ofShards(2);
            Migrations.migrate(one);
            Migrations.migrate(other);
            List<ServerConfig> mixed =
                    List.of(one.shards().get(0), other.shards().get(1));

            assertThatThrownBy(() -> Migrations.migrate(FleetConfig.of(mixed)))
                    .isInstanceOf(RefusedConfigurationException.class)
                    .hasMessage("shard s1 is of fleet %s, shard s2 of fleet %s; name the servers of one fleet"
                            .formatted(
                                    identities(one).get(0).get("fleet"),
                                    identities(other).get(0).get("fleet")));
        }
    }

    @Test
    void twoSchemasOfOneServerAreNoTwoShards() {
        List<ServerConfig> twice = List.of(FreshFleet.server(0), FreshFleet.server(0));

        assertThatThrownBy(() -> Migrations.migrate(FleetConfig.of(twice)))
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessage("%s and %s are one server; give each server once"
                        .formatted(urls(twice).toArray()));
        assertThat(twice).allSatisfy(server -> assertThat(shardCount(server)).isZero());
    }

    /** With a binary log that takes SUPER, unless log_bin_trust_function_creators is on. */
    @Test
    void anAccountThatMayCreateNoFunctionsGetsAllElseTwiceToo() {
        ServerConfig root = FreshFleet.server(0);
        String user = "migrator_" + System.nanoTime() % 1_000_000;
        FreshFleet.jdbi(root).useHandle(handle -> {
            handle.execute("CREATE USER %s@'%%' IDENTIFIED BY ''".formatted(user));
            handle.execute("GRANT ALL ON `%s`.* TO %s@'%%'".formatted(root.url().database(), user));
        });
        FleetConfig config = FleetConfig.of(List.of(ServerConfig.of(root.url().text(), user, "")));

        Migrations.migrate(config);
        Migrations.migrate(config);

        try (Fleet fleet = Fleet.open(config)) {
            assertThat(fleet.run(LockKey.parse("ACCOUNT_1"), WorkId.of("w"), ResultCodec.string(), c -> "x"))
                    .isInstanceOf(Outcome.Completed.class);
        }
        FreshFleet.jdbi(root).useHandle(handle -> handle.execute("DROP USER %s@'%%'".formatted(user)));
    }

    @Test
    void everyTableAndColumnSaysWhatItIs() {
        ServerConfig server = FreshFleet.server(0);
        Migrations.migrate(FleetConfig.of(List.of(server)).withLedger(server));

        List<String> silent = FreshFleet.jdbi(server)
                .withHandle(
                        handle -> handle.createQuery("""
                        SELECT TABLE_NAME FROM information_schema.TABLES
                        WHERE TABLE_SCHEMA = DATABASE() AND TABLE_COMMENT = '' AND TABLE_NAME NOT LIKE '%history'
                        UNION ALL
                        SELECT CONCAT(TABLE_NAME, '.', COLUMN_NAME)
                        FROM information_schema.COLUMNS JOIN information_schema.TABLES USING (TABLE_SCHEMA, TABLE_NAME)
                        WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND COLUMN_COMMENT = ''
                            AND TABLE_NAME NOT LIKE '%history'
                        """).mapTo(String.class).list());
        assertThat(silent).isEmpty();
        assertThat(tablesIn(server))
                .contains(
                        "latchkey_schema", "latchkey_shard", "latchkey_bucket", "latchkey_receipt", "latchkey_ledger");
    }

    private static FleetConfig reversed(FleetConfig config) {
        List<ServerConfig> shards = new ArrayList<>(config.shards());
        Collections.reverse(shards);
        return config.ledger().map(FleetConfig.of(shards)::withLedger).orElseGet(() -> FleetConfig.of(shards));
    }

    private static List<Map<String, Object>> identities(FleetConfig config) {
        return config.shards().stream()
                .map(shard -> FreshFleet.jdbi(shard)
                        .withHandle(handle -> handle.createQuery("""
                                SELECT LOWER(HEX(fleet)) AS fleet, name, shards, founded_at,
                                    (SELECT GROUP_CONCAT(CONCAT(epoch, changed_at)) FROM latchkey_bucket WHERE owned = 1) AS buckets
                                FROM latchkey_shard
                                """).mapToMap().one()))
                .toList();
    }

    private static List<String> tablesIn(ServerConfig server) {
        return FreshFleet.jdbi(server)
                .withHandle(handle -> handle.createQuery(
                                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()")
                        .mapTo(String.class)
                        .list());
    }

    private static long shardCount(ServerConfig server) {
        return FreshFleet.jdbi(server)
                .withHandle(handle -> handle.createQuery("SELECT COUNT(*) FROM latchkey_shard")
                        .mapTo(Long.class)
                        .one());
    }

    private static String urlOf(Shard shard) {
        return shard.server().config().url().text();
    }

    private static List<String> urls(List<ServerConfig> servers) {
        return servers.stream().map(server -> server.url().toString()).toList();
    }
}
