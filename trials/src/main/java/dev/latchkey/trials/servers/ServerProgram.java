package dev.latchkey.trials.servers;

import java.nio.file.Path;
import java.util.List;

/** An installed database server, ready to run on any number of data folders. */
interface ServerProgram {

    /** A data folder that no server has run on: copies of it are what servers run on. Made at the first call. */
    Path freshData();

    /** The program and its options, save those that tell one server from another. */
    List<String> command();

    /** Run by root, a server refuses to start unless it is told to stay root. */
    static List<String> userOption() {
        boolean root =
                ProcessHandle.current().info().user().filter("root"::equals).isPresent();
        return root ? List.of("--user=root") : List.of();
    }
}
