package dev.latchkey.benchmarks.cases;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.benchmarks.rivals.OtherLocks;
import dev.latchkey.benchmarks.rivals.Wanting.Lockable;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.stage.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of its own that wants a lock. It reads one line that says how, answers {@code ready}, and then does what each line says:
 * {@code take}, or {@code contend UNTIL HOLD} in nanoseconds, answering each tenure and {@code done}.
 */
final class ContenderProcess {

    private ContenderProcess() {}

    /** The line that says how to want which lock. */
    static String order(String way, String url, String user, String password, String key, Duration lease) {
        return String.join("\t", way, url, user, password, key, Long.toString(lease.toSeconds()));
    }

    public static void main(String[] none) throws Exception {
        ChildJvm.endWithTheParent();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        List<String> order = List.of(String.valueOf(in.readLine()).split("\t", -1));
        try (Lockable lock = lock(order)) {
            lock.acquire(); // everything is connected
            lock.release();
            System.out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("take")) {
                    lock.acquire();
                    System.out.println("taken");
                } else {
                    contend(lock, Long.parseLong(words[1]), Long.parseLong(words[2]));
                }
            }
        }
    }

    private static void contend(Lockable lock, long until, long hold) throws Exception {
        StringBuilder tenures = new StringBuilder();
        while (System.nanoTime() < until) {
            long wanted = System.nanoTime();
            lock.acquire();
            long granted = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(hold);
            long released = System.nanoTime();
            lock.release();
            tenures.append(wanted)
                    .append(' ')
                    .append(granted)
                    .append(' ')
                    .append(released)
                    .append('\n');
        }
        System.out.println(tenures + "done");
    }

    private static Lockable lock(List<String> order) throws Exception {
        String key = order.get(4);
        return switch (order.get(0)) {
            case Ways.OURS -> {
                ServerConfig server = ServerConfig.of(order.get(1), order.get(2), order.get(3))
                        .withPoolSize(2)
                        .withLease(Duration.ofSeconds(Long.parseLong(order.get(5))));
                ServerLocks locks = ServerLocks.on(Server.open("server", server));
                yield new Ways.Ours(locks, LockName.exact(key), LockOptions.DEFAULT);
            }
            case Ways.RAW -> new Ways.Raw(DriverManager.getConnection(order.get(1), order.get(2), order.get(3)), key);
            case Ways.REDISSON ->
                new Ways.ALock(OtherLocks.redisson(order.get(1)).getLock(key));
            default -> throw new IOException("no way " + order.get(0));
        };
    }
}
