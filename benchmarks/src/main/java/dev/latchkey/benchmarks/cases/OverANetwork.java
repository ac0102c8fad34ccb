package dev.latchkey.benchmarks.cases;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.LockKey;
import dev.latchkey.benchmarks.measure.Aim;
import dev.latchkey.benchmarks.measure.Contender;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.measure.Series;
import dev.latchkey.benchmarks.measure.Turns;
import dev.latchkey.benchmarks.rivals.RunByHand;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.net.Passage;
import dev.latchkey.trials.stage.EachServer;
import dev.latchkey.trials.stage.Proxied;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Guarded runs that wait for each other on few keys, half a millisecond away from their servers. */
public final class OverANetwork implements Case {

    private static final Duration ONE_WAY = Duration.ofNanos(500_000);
    private static final int THREADS = 16;
    private static final int KEYS = 4;
    private static final int WAIT_SECONDS = 30;

    @Override
    public String title() {
        return "guarded run with 0.5 ms of network each way, %d threads on %d keys".formatted(THREADS, KEYS);
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        List<LockKey> keys = ground.keysOnOneShard(KEYS, "FAR");
        List<Proxied> proxies = new ArrayList<>();
        try {
            FleetConfig far = EachServer.of(ground.config(), server -> behindAProxy(server, proxies));
            try (Fleet fleet = Fleet.open(far);
                    HikariDataSource shard = Ground.pool(far.shards().get(0), false);
                    HikariDataSource ledger = Ground.pool(far.ledger().orElseThrow(), true)) {
                Runs runs = new Runs(fleet, new RunByHand(shard, ledger), WAIT_SECONDS);
                List<Series> series = Turns.compare(
                        effort,
                        THREADS,
                        List.of(
                                new Contender("Latchkey", (thread, n) -> runs.ours(keys.get(thread % KEYS))),
                                new Contender(
                                        "by hand, without receipts",
                                        (thread, n) -> runs.byHand(keys.get(thread % KEYS)))));
                findings.add(title(), THREADS, series);
                findings.add(Aim.atLeast(
                        1.5,
                        "guarded run over 0.5 ms of network, to by hand without receipts, 16 threads on 4 keys",
                        series.get(0).ratioTo(series.get(1))));
            }
        } finally {
            proxies.forEach(Proxied::close);
        }
    }

    private static ServerConfig behindAProxy(ServerConfig server, List<Proxied> proxies) {
        Proxied proxied = Proxied.of(server);
        proxies.add(proxied);
        proxied.proxy().through((link, direction, bytes) -> {
            LockSupport.parkNanos(ONE_WAY.toNanos());
            return Passage.Fate.FORWARDED;
        });
        return proxied.config();
    }
}
