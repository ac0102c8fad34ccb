package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Servers, and processes that run commands on them; all are gone at the end. */
final class RunStage implements AutoCloseable {

    private final GivenServers servers = new GivenServers();
    private final List<RunProcess> started = new ArrayList<>();
    private final AtomicInteger keys = new AtomicInteger();
    private final Path folder;

    /**
     * A stage with two fleets, see {@link GivenServers}.
     *
     * @param folder for what the processes write
     */
    RunStage(Path folder) {
        this.folder = folder;
        assertThat(CommandRun.of(servers.with("migrate")).exitCode()).isZero();
        assertThat(CommandRun.of(servers.aloneWith("migrate")).exitCode()).isZero();
    }

    GivenServers servers() {
        return servers;
    }

    /** A lock of its own for a test; it is its own lock name. */
    String newKey() {
        return "RUN_" + keys.incrementAndGet();
    }

    /** {@code run}, with the options for the servers. */
    List<String> run(String key, String... options) {
        return servers.with(
                Stream.concat(Stream.of("run", key), Stream.of(options)).toArray(String[]::new));
    }

    RunProcess start(List<String> run, String... command) throws IOException {
        List<String> arguments = new ArrayList<>(run);
        arguments.add("--");
        arguments.addAll(List.of(command));
        return keep(RunProcess.start(folder, arguments));
    }

    RunProcess script(List<String> run, String script) throws IOException {
        return start(run, "sh", "-c", script);
    }

    /** One that holds the lock until its input is closed. */
    RunProcess holder(String key) throws IOException {
        RunProcess holder = script(run(key, "-n"), "echo ready; exec cat");
        holder.awaitLine("ready");
        return holder;
    }

    RunProcess keep(RunProcess process) {
        started.add(process);
        return process;
    }

    @Override
    public void close() {
        started.forEach(RunProcess::close);
        servers.close();
    }
}
