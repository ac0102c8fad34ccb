package dev.latchkey.benchmarks.cases;

import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.WaitLimit;
import dev.latchkey.benchmarks.measure.Aim;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.measure.Result;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A holder that does nothing is killed while another program waits: how long until that one has the lock. */
public final class NextHolder implements Case {

    private static final WaitLimit LIMIT = WaitLimit.ofSeconds(30);
    private static final double MOST_MILLIS = 50;

    @Override
    public String title() {
        return "from KILL of an idle holder to the next holder";
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        LockKey key = ground.keysOnOneShard(1, "KILLED").get(0);
        List<Double> millis = new ArrayList<>();
        try (Fleet other = Fleet.open(ground.config());
                Connection killer = connect(ground.shard())) {
            for (int sample = 0; sample < effort.samples(); sample++) {
                millis.add(sample(ground, other, key, killer));
            }
        }
        millis.sort(null);
        double median = millis.get(millis.size() / 2);
        double worst = millis.get(millis.size() - 1);
        findings.add(Result.of(title(), "Latchkey", 2, Map.of("p50Millis", median, "worstMillis", worst)));
        findings.add(Aim.atMost(MOST_MILLIS, "milliseconds from KILL of an idle holder to the next holder", median));
    }

    private static double sample(Ground ground, Fleet second, LockKey key, Connection killer) throws Exception {
        HeldLock dying = ground.fleet().tryAcquire(key).orElseThrow();
        CompletableFuture<Long> granted = CompletableFuture.supplyAsync(() -> {
            try (HeldLock next = second.acquire(key, LIMIT)) {
                return System.nanoTime();
            }
        });
        awaitWaiter(ground.shard());
        long killed = System.nanoTime();
        try (Statement kill = killer.createStatement()) {
            kill.execute("KILL " + dying.session());
        }
        try {
            double millis = (granted.join() - killed) / 1e6;
            closeLost(dying);
            return millis;
        } catch (CompletionException e) {
            throw new IllegalStateException("nobody got the lock after the KILL", e.getCause());
        }
    }

    private static void closeLost(HeldLock dying) {
        try {
            dying.close();
            throw new IllegalStateException("a holder was killed, and didn't notice");
        } catch (LockLostException e) {
            // as it must be
        }
    }

    /** Asks until a session waits in the server's queue. */
    static void awaitWaiter(ServerConfig server) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            boolean waits = false;
            while (!waits) {
                try (ResultSet rows = statement.executeQuery("SHOW PROCESSLIST")) {
                    while (rows.next()) {
                        waits |= "User lock".equals(rows.getString("State"));
                    }
                }
            }
        }
    }

    private static Connection connect(ServerConfig server) throws SQLException {
        return DriverManager.getConnection(server.url().text(), server.user(), server.password());
    }
}
