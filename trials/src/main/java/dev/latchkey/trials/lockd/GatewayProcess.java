package dev.latchkey.trials.lockd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.lockd.Capacity;
import dev.latchkey.lockd.Gateway;
import dev.latchkey.lockd.GatewayOptions;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.stage.ChildJvm;
import dev.latchkey.trials.stage.FleetLine;
import dev.latchkey.trials.stage.TrialException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** A gateway that is a process of its own, and can be killed. */
public final class GatewayProcess implements AutoCloseable {

    private static final String LISTENING = "listening on 127.0.0.1:";

    private final ChildJvm process;
    private final InetSocketAddress address;

    private GatewayProcess(ChildJvm process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts one on a free port, on these servers; it logs into this file.
     *
     * @param locks how many locks it has room for
     * @throws TrialException if it doesn't come up
     */
    public static GatewayProcess start(FleetConfig fleet, int locks, Path log) {
        try {
            ChildJvm process = ChildJvm.start(GatewayProcess.class, log, List.of("-Xmx4g"));
            process.send(FleetLine.of(fleet));
            process.send(Integer.toString(locks));
            String line = process.nextLine().orElse("");
            if (!line.startsWith(LISTENING)) {
                process.kill();
                throw new TrialException("the gateway did not come up; its log is " + log);
            }
            int port = Integer.parseInt(line.substring(LISTENING.length()));
            return new GatewayProcess(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new TrialException("the gateway could not be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrialException("interrupted while a gateway that failed was ended", e);
        }
    }

    /** The process's beginning; the servers come on its standard input, and it ends with that. */
    public static void main(String[] arguments) throws IOException {
        ChildJvm.endWithTheParent();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        FleetConfig fleet = FleetLine.parse(String.valueOf(input.readLine()));
        int locks = Integer.parseInt(String.valueOf(input.readLine()));
        try (Fleet opened = Fleet.open(Capacity.ofLocks(locks).on(FleetConfig.of(fleet.shards())));
                Gateway gateway = Gateway.open(opened, GatewayOptions.DEFAULT.withPort(0))) {
            System.out.println(LISTENING + gateway.address().getPort());
            while (input.readLine() != null) {
                // it has nothing more to be told
            }
        }
    }

    public InetSocketAddress address() {
        return address;
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() {
        try {
            process.letEnd();
        } catch (IOException e) {
            throw new TrialException("the gateway can't be told to end: " + e.getMessage(), e);
        } finally {
            process.close();
        }
    }
}
