package dev.latchkey.trials.torture.nemesis;

import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.torture.history.FaultKind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What happens to servers. Only one whose process is ours is killed, or made to refuse sessions. */
final class ServerFaults {

    private static final int SHORTEST_MILLIS = 500;
    private static final int MORE_MILLIS = 2_000;
    private static final int SLOWEST_MILLIS = 20;

    /** MariaDB's least. */
    private static final int FEWEST_SESSIONS = 10;

    private final List<Target> all;
    private final Optional<Target> ledger;

    ServerFaults(List<Target> shards, Optional<Target> ledger) {
        this.all = new ArrayList<>(shards);
        this.ledger = ledger;
        ledger.ifPresent(all::add);
    }

    List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        faults.add(new Fault(FaultKind.SERVER_SLOW, this::slowDown));
        ledger.ifPresent(target -> faults.add(new Fault(
                FaultKind.LEDGER_AWAY, random -> changing(target, () -> takeAway(target, random)))));
        if (all.stream().allMatch(target -> target.process().isPresent())) {
            faults.add(new Fault(FaultKind.SERVER_KILLED, this::kill));
            faults.add(new Fault(FaultKind.CONNECTIONS_FULL, this::fill));
        }
        return faults;
    }

    private interface Change {
        void make() throws SQLException, InterruptedException;
    }

    /** One change of a server at a time. */
    private static boolean changing(Target target, Change change) throws SQLException, InterruptedException {
        if (!target.changing().tryLock()) {
            return false;
        }
        try {
            change.make();
            return true;
        } finally {
            target.changing().unlock();
        }
    }

    private static void pause(Random random) throws InterruptedException {
        Thread.sleep(SHORTEST_MILLIS + random.nextInt(MORE_MILLIS));
    }

    private boolean slowDown(Random random) throws SQLException, InterruptedException {
        Target target = any(random);
        return changing(target, () -> {
            target.toll().slow(Duration.ofMillis(1 + random.nextInt(SLOWEST_MILLIS)));
            try {
                pause(random);
            } finally {
                target.toll().slow(Duration.ZERO);
            }
        });
    }

    /** With everybody told so, or without a word. */
    private static void takeAway(Target target, Random random) throws InterruptedException {
        boolean told = random.nextBoolean();
        if (told) {
            target.proxied().proxy().refuse();
        } else {
            target.proxied().proxy().stall();
        }
        try {
            pause(random);
        } finally {
            if (told) {
                target.proxied().proxy().accept();
            } else {
                target.proxied().proxy().flow();
                target.proxied().proxy().links().forEach(Link::flow);
            }
        }
    }

    private boolean kill(Random random) throws SQLException, InterruptedException {
        Target target = any(random);
        DatabaseServer server = target.process().orElseThrow();
        return changing(target, () -> {
            server.kill();
            server.start();
        });
    }

    /** All links are cut, and only a few sessions may come back; an account that may do everything can have one more. */
    private boolean fill(Random random) throws SQLException, InterruptedException {
        Target target = any(random);
        return changing(target, () -> {
            ServerConfig direct = target.direct();
            DatabaseServer server = target.process().orElseThrow();
            try (Connection admin = DriverManager.getConnection(server.url(), direct.user(), direct.password());
                    Statement statement = admin.createStatement()) {
                long before = number(statement, "SELECT @@GLOBAL.max_connections");
                statement.execute("SET GLOBAL max_connections = " + FEWEST_SESSIONS);
                try {
                    target.proxied().proxy().links().forEach(Link::cut);
                    pause(random);
                } finally {
                    statement.execute("SET GLOBAL max_connections = " + before);
                }
            }
        });
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Target any(Random random) {
        return all.get(random.nextInt(all.size()));
    }
}
