package dev.latchkey.cli.child;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A shell beside the command, which sends the signals. Java can't send any to a process group; and should this program be killed, the
 * shell finds its input at an end, and ends the command. Not thread-safe.
 */
final class Guardian {

    /*
     * Each line is a word and the processes that it is about, a group with a minus before it. The last processes that were named are
     * remembered. A group that isn't there yet, because its first process has yet to make it, is that one process.
     */
    private static final String SCRIPT = """
            trap '' INT HUP TERM
            tell() { for one in $all; do kill -s "$1" -- "$one" || kill -s "$1" -- "${one#-}"; done; }
            any_left() { for one in $all; do kill -s 0 -- "$one" && return; done; return 1; }
            while read -r word processes; do
              all=$processes
              case $word in
                BEGUN) ;;
                OVER) exit ;;
                END) break ;;
                *) tell "$word" ;;
              esac
            done
            tell TERM
            tenths=$1
            while any_left && [ "$tenths" -gt 0 ]; do sleep 0.1; tenths=$((tenths - 1)); done
            tell KILL
            """;

    private static final long MILLIS_PER_TENTH = 100;

    private final Process shell;
    private final PrintWriter input;

    private Guardian(Process shell) {
        this.shell = shell;
        this.input = new PrintWriter(shell.getOutputStream(), false, StandardCharsets.US_ASCII);
    }

    /**
     * Starts the shell.
     *
     * @param grace how long after TERM comes KILL
     */
    static Guardian start(Duration grace) throws IOException {
        String tenths = Long.toString(grace.toMillis() / MILLIS_PER_TENTH);
        return new Guardian(new ProcessBuilder(List.of("/bin/sh", "-c", SCRIPT, "latchkey-guardian", tenths))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start());
    }

    /** These are the processes of the command, which has begun. */
    void begun(String processes) {
        say("BEGUN", processes);
    }

    void signal(String name, String processes) {
        say(name, processes);
    }

    /**
     * Sends TERM, and after the grace KILL if any is left.
     *
     * @return whether it could be told to
     */
    boolean end(String processes) {
        return say("END", processes);
    }

    /** Nothing is left to be done. */
    void over() {
        say("OVER", "");
    }

    private boolean say(String word, String processes) {
        input.println(word + " " + processes);
        return !input.checkError();
    }

    void awaitEnd() throws InterruptedException {
        shell.waitFor();
    }

    void kill() {
        shell.destroyForcibly();
    }
}
