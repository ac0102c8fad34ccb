package dev.latchkey.trials.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A program that is given further options when a server is started; its data folder is made without them. */
record ProgramWithOptions(ServerProgram program, List<String> options) implements ServerProgram {

    @Override
    public Path freshData() {
        return program.freshData();
    }

    @Override
    public List<String> command() {
        return Stream.concat(program.command().stream(), options.stream()).toList();
    }
}
