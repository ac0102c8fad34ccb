package dev.latchkey.lockd;

import dev.latchkey.RefusedConfigurationException;
import java.util.OptionalInt;

/**
 * Where a gateway listens, and what it tells.
 *
 * <pre>{@code
 * GatewayOptions.DEFAULT.withPort(0).withMetricsPort(9100).withDump(false);
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param bind the address to listen on; 127.0.0.1 by default, as the protocol knows no passwords
 * @param port 0 to 65,535, where 0 takes a free one; 9999 by default
 * @param dump whether clients are told who holds what; true by default
 * @param registry whether clients may give themselves names; true by default
 * @param reget whether the holder of an exclusive lock that asks for it again is told that it has it; true by default
 * @param metricsPort where the figures are told to Prometheus, on the same address: 0 to 65,535; nowhere by default
 */
public record GatewayOptions(
        String bind, int port, boolean dump, boolean registry, boolean reget, OptionalInt metricsPort) {

    /** Port 9999 of 127.0.0.1, everything told, no figures for Prometheus. */
    public static final GatewayOptions DEFAULT =
            new GatewayOptions("127.0.0.1", 9999, true, true, true, OptionalInt.empty());

    private static final int HIGHEST_PORT = 65_535;

    public GatewayOptions {
        checkPort("port", port);
        metricsPort.ifPresent(given -> checkPort("metrics port", given));
    }

    private static void checkPort(String what, int port) {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new RefusedConfigurationException(
                    "%s %d refused: allowed are 0 to %d, where 0 takes a free one".formatted(what, port, HIGHEST_PORT));
        }
    }

    /** The same on another address. */
    public GatewayOptions withBind(String address) {
        return new GatewayOptions(address, port, dump, registry, reget, metricsPort);
    }

    /**
     * The same on another port.
     *
     * @throws RefusedConfigurationException if there is no such port
     */
    public GatewayOptions withPort(int number) {
        return new GatewayOptions(bind, number, dump, registry, reget, metricsPort);
    }

    /** The same, with or without {@code d}, {@code sd}, {@code dump} and {@code who}. */
    public GatewayOptions withDump(boolean told) {
        return new GatewayOptions(bind, port, told, registry, reget, metricsPort);
    }

    /** The same, with or without {@code iam} and {@code who}. */
    public GatewayOptions withRegistry(boolean named) {
        return new GatewayOptions(bind, port, dump, named, reget, metricsPort);
    }

    /** The same, with 1 or with 0 for a holder that asks again. */
    public GatewayOptions withReget(boolean success) {
        return new GatewayOptions(bind, port, dump, registry, success, metricsPort);
    }

    /**
     * The same with figures for Prometheus.
     *
     * @throws RefusedConfigurationException if there is no such port
     */
    public GatewayOptions withMetricsPort(int number) {
        return new GatewayOptions(bind, port, dump, registry, reget, OptionalInt.of(number));
    }
}
