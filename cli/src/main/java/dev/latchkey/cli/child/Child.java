package dev.latchkey.cli.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command that runs as a child process, with the standard streams of this one. TERM, INT and HUP that this process gets are passed
 * on, and end it no more: it is to wait for the child, and go on to its own end.
 *
 * <p>Thread-safe.
 */
public final class Child {

    /*
     * Whom signals reach. Without a controlling terminal the command is given a session, and so a process group, of its own: signals
     * reach whatever it has started, however deep, and whoever its parent is by now. On a terminal that would take the terminal away
     * from it: no key stroke would reach an editor, no password prompt would come. So there it stays in our group, as with flock(1);
     * signals reach it and its descendants, and INT, which the terminal sends to all of the group, isn't sent a second time.
     */
    private static final String SETSID = "setsid";

    private static final String INTERRUPT = "INT";
    private static final List<String> SIGNALS = List.of("TERM", "HUP", INTERRUPT);

    private final boolean terminal;
    private final boolean ownGroup;
    private final Guardian guardian;
    private final Process process;
    private final ReentrantLock telling = new ReentrantLock();
    private boolean over;
    private boolean ending;

    private Child(boolean terminal, boolean ownGroup, Guardian guardian, Process process) {
        this.terminal = terminal;
        this.ownGroup = ownGroup;
        this.guardian = guardian;
        this.process = process;
    }

    /**
     * Starts a command.
     *
     * @param environment what it has beside the environment of this process; a variable without a value it has not
     * @param grace how long after TERM comes KILL
     * @throws CommandNotStartedException if it can't be started; then nothing runs
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a signal that came too early is told by the completion
    public static Child start(List<String> command, Map<String, Optional<String>> environment, Duration grace)
            throws CommandNotStartedException {
        boolean terminal = hasTerminal();
        boolean ownGroup = !terminal && SearchPath.has(SETSID);
        List<String> words = new ArrayList<>(command);
        if (ownGroup) {
            words.add(0, SETSID);
        }
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        environment.forEach(
                (name, value) -> builder.environment().compute(name, (same, inherited) -> value.orElse(null)));
        Guardian guardian = guardian(grace);
        CompletableFuture<Child> started = new CompletableFuture<>();
        SIGNALS.forEach(signal -> Signals.tell(signal, name -> started.thenAccept(child -> child.signal(name))));
        try {
            Child child = new Child(terminal, ownGroup, guardian, builder.start());
            guardian.begun(child.processes());
            started.complete(child);
            return child;
        } catch (IOException e) {
            guardian.kill();
            throw SearchPath.notExecutable("%s can't be started: %s".formatted(command.get(0), e.getMessage()));
        }
    }

    private static Guardian guardian(Duration grace) throws CommandNotStartedException {
        try {
            return Guardian.start(grace);
        } catch (IOException e) {
            throw SearchPath.notExecutable("no shell to watch over the command: " + e.getMessage());
        }
    }

    private static boolean hasTerminal() {
        try {
            Files.newInputStream(Path.of("/dev/tty")).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String processes() {
        return ownGroup
                ? "-" + process.pid()
                : Stream.concat(Stream.of(process.toHandle()), process.descendants())
                        .map(ProcessHandle::pid)
                        .map(String::valueOf)
                        .collect(Collectors.joining(" "));
    }

    private void signal(String name) {
        telling.lock();
        try {
            boolean isThereAlready = terminal && name.equals(INTERRUPT);
            if (!over && !ending && !isThereAlready) {
                guardian.signal(name, processes());
            }
        } finally {
            telling.unlock();
        }
    }

    /** Ends the command and all that it has started: TERM, and KILL after the grace. Returns at once. */
    public void end() {
        telling.lock();
        try {
            if (over || ending) {
                return;
            }
            ending = true;
            if (!guardian.end(processes())) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } finally {
            telling.unlock();
        }
    }

    /**
     * Waits for the end of the command; what it has left running is not waited for.
     *
     * @return whether it has ended
     */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Waits for the end of the command, and if it is {@link #end ended} from here for that of all that it has started.
     *
     * @return its exit code, or 128 and the number of the signal by which it died
     */
    public int awaitEnd() throws InterruptedException {
        int exitCode = process.waitFor();
        telling.lock();
        try {
            over = true;
            if (!ending) {
                guardian.over();
            }
        } finally {
            telling.unlock();
        }
        guardian.awaitEnd();
        return exitCode;
    }
}
