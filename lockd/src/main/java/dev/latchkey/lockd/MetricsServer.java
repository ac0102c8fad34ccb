package dev.latchkey.lockd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Tells a text to whoever gets {@code /metrics}. */
final class MetricsServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newSingleThreadExecutor(Threads.named("latchkey-lockd-metrics"));

    private MetricsServer(HttpServer server, Supplier<String> text) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/metrics", exchange -> answer(exchange, text.get()));
    }

    static MetricsServer open(InetSocketAddress address, Supplier<String> text) throws IOException {
        MetricsServer opened = new MetricsServer(HttpServer.create(address, 0), text);
        opened.server.start();
        return opened;
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
