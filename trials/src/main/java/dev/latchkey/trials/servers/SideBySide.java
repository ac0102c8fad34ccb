package dev.latchkey.trials.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Several servers started at once, one thread each: all of them or none. */
final class SideBySide {
    private static final int MOST = 32;

    private SideBySide() {}

    static void checkCount(int count) {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException(count + " servers wanted; 1 to " + MOST + " can be had");
        }
    }

    static List<DatabaseServer> start(int count, Callable<DatabaseServer> one) {
        checkCount(count);
        ExecutorService threads = Executors.newFixedThreadPool(count, SideBySide::thread);
        try {
            return collect(
                    Stream.generate(() -> threads.submit(one)).limit(count).toList());
        } finally {
            threads.shutdown();
        }
    }

    private static List<DatabaseServer> collect(List<Future<DatabaseServer>> starts) {
        List<DatabaseServer> started = new ArrayList<>();
        ServerException failure = null;
        for (Future<DatabaseServer> start : starts) {
            try {
                started.add(await(start));
            } catch (ServerException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            started.forEach(DatabaseServer::close);
            throw failure;
        }
        return List.copyOf(started);
    }

    private static DatabaseServer await(Future<DatabaseServer> start) {
        try {
            return start.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ServerException failure
                    ? failure
                    : new ServerException("a server could not be started: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            start.cancel(true);
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while a server was started", e);
        }
    }

    private static Thread thread(Runnable start) {
        Thread thread = new Thread(start, "latchkey-server-start");
        thread.setDaemon(true);
        return thread;
    }
}
