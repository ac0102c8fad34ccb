package dev.latchkey.trials.servers;

import java.util.List;

/** Servers that are processes of this machine, each on a copy of one fresh data folder. */
record ProgramSource(ServerProgram program) implements ServerSource {

    @Override
    public List<DatabaseServer> start(int count) {
        SideBySide.checkCount(count);
        program.freshData();
        return SideBySide.start(count, () -> LocalServers.create(program));
    }

    @Override
    public ServerSource withOptions(List<String> options) {
        return new ProgramSource(new ProgramWithOptions(program, options));
    }
}
