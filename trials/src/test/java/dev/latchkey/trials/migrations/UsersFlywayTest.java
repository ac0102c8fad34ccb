package dev.latchkey.trials.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.migrations.Migrations;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts as further locations of a Flyway that migrates an application. */
class UsersFlywayTest {

    @TempDir
    private Path scripts;

    @Test
    void installsTheTablesWithALocationMore() throws IOException {
        FleetConfig config = FreshFleet.config();
        config.shards().forEach(shard -> migrateWithOwn(shard, Migrations.SHARD));
        migrateWithOwn(config.ledger().orElseThrow(), Migrations.LEDGER);

        Migrations.migrate(config);

        try (Fleet fleet = Fleet.open(config)) {
            assertThat(fleet.map().shards()).containsExactly("s1", "s2");
        }
    }

    @Test
    void goesOnWithItsOwnVersionsAfterwards() throws IOException {
        ServerConfig only = FreshFleet.server(0);
        migrateWithOwn(only, Migrations.SHARD);
        Files.writeString(scripts.resolve("V2__customers.sql"), "CREATE TABLE customers (id INT PRIMARY KEY);");
        migrateWithOwn(only, Migrations.SHARD);
    }

    @Test
    void takesAllLocationsForOneDatabase() throws IOException {
        ServerConfig only = FreshFleet.server(0);
        migrateWithOwn(only, Migrations.SHARD, Migrations.LEDGER, Migrations.FUNCTIONS);
        FleetConfig config = FleetConfig.of(List.of(only)).withLedger(only);

        Migrations.migrate(config);

        try (Fleet fleet = Fleet.open(config)) {
            assertThat(fleet.ledger()).isPresent();
        }
    }

    private void migrateWithOwn(ServerConfig server, String... locations) {
        try {
            Files.writeString(scripts.resolve("V1__orders.sql"), "CREATE TABLE orders (id INT PRIMARY KEY);");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        List<String> all = new ArrayList<>(List.of(locations));
        all.add("filesystem:" + scripts);
        Flyway.configure()
                .dataSource(server.url().text(), server.user(), server.password())
                .locations(all.toArray(String[]::new))
                .load()
                .migrate();
    }
}
