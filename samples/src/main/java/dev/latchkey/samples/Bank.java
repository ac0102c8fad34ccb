package dev.latchkey.samples;

import dev.latchkey.LockKey;
import dev.latchkey.locks.Shard;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.servers.ServerSource;
import dev.latchkey.trials.stage.FleetServers;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jdbi.v3.core.statement.PreparedBatch;

/** What the samples run on: two shards with accounts and a ledger, on servers that are started for them. */
final class Bank implements AutoCloseable {

    private static final long FIRST_BALANCE = 1000;

    private final FleetServers servers;
    private final Fleet fleet;

    private Bank(FleetServers servers, Fleet fleet) {
        this.servers = servers;
        this.fleet = fleet;
    }

    /** With accounts of these numbers: 1, 2, 3 and so on. */
    static Bank withAccounts(int count) {
        FleetServers servers = FleetServers.start(ServerSource.fromSystemProperties(), 2);
        Migrations.migrate(servers.fleet());
        Bank bank = new Bank(servers, Fleet.open(servers.fleet()));
        bank.fleet.shards().forEach(shard -> bank.open(shard, count));
        return bank;
    }

    private void open(Shard shard, int count) {
        shard.server().jdbi().useTransaction(handle -> {
            handle.execute("CREATE TABLE account (id BIGINT PRIMARY KEY, balance BIGINT NOT NULL)");
            PreparedBatch accounts = handle.prepareBatch("INSERT INTO account VALUES (?, ?)");
            for (long id = 1; id <= count; id++) {
                if (fleet.shardOf(key(id)).equals(shard)) {
                    accounts.add(id, FIRST_BALANCE);
                }
            }
            accounts.execute();
        });
    }

    Fleet fleet() {
        return fleet;
    }

    /** The lock under which an account's balance is changed. */
    static LockKey key(long account) {
        return LockKey.parse("ACCOUNT_" + account + "_BALANCE");
    }

    /** Changes an account by one statement with a parameter more: the account's number, the last one. */
    static String change(Connection connection, long account, String sql, long parameter) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, parameter);
            update.setLong(2, account);
            if (update.executeUpdate() != 1) {
                throw new NoSuchElementException("no account " + account);
            }
            return "booked";
        }
    }

    /** Asks each shard, and shows the questions with the answers, as a DBA sees them. */
    void look(PrintStream out, List<String> questions) {
        for (Shard shard : fleet.shards()) {
            out.printf("%non %s%n", shard);
            for (String question : questions) {
                out.printf("  %s;%n", question);
                shard.server()
                        .jdbi()
                        .useHandle(handle -> handle.createQuery(question)
                                .mapToMap()
                                .forEach(row -> out.printf("    %s%n", shown(row))));
            }
        }
    }

    private static String shown(Map<String, Object> row) {
        return row.toString().replaceAll("[{}]", "");
    }

    @Override
    public void close() {
        fleet.close();
        servers.close();
    }
}
