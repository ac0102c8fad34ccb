package dev.latchkey.trials.stage;

import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.net.TcpProxy;

/**
 * A server, and a proxy of ours that leads to it.
 *
 * @param direct the server without the proxy
 */
public record Proxied(ServerConfig direct, TcpProxy proxy) implements AutoCloseable {

    private static final int PORT = 3306;

    /** A new proxy to this server. */
    public static Proxied of(ServerConfig server) {
        String address = server.url().address();
        int colon = address.endsWith("]") ? -1 : address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        int port = colon < 0 ? PORT : Integer.parseInt(address.substring(colon + 1));
        return new Proxied(server, TcpProxy.to(host.replace("[", "").replace("]", ""), port));
    }

    /** The server as it is reached through the proxy. */
    public ServerConfig config() {
        String url = direct.url().text().replaceFirst("//[^/]+/", "//127.0.0.1:%d/".formatted(proxy.port()));
        return direct.withUrl(url);
    }

    @Override
    public void close() {
        proxy.close();
    }
}
