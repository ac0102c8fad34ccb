package dev.latchkey.cli;

import dev.latchkey.cli.options.Format;
import dev.latchkey.cli.options.ServerOptions;
import dev.latchkey.mysql.Finding;
import dev.latchkey.mysql.Finding.Severity;
import dev.latchkey.sharding.FleetPreflight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at every server, and says what is wrong and how to mend it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Looks at every shard and the ledger, and says what is wrong there and how to mend it.",
            "Nothing is changed. Locks are tried out under names of their own, so this may be repeated at any time, beside programs"
                    + " that work."
        },
        footer = {
            "",
            "Example:",
            "  ./latchkey doctor --config fleet.yaml",
            "",
            "Exit code: 0 if all servers are fit, 1 if one would be refused, 2 if the command line is wrong."
        })
final class DoctorCommand implements Callable<Integer> {

    private static final Map<Severity, String> WORDS = Map.of(
            Severity.REFUSE, "@|bold,red refused|@",
            Severity.WARN, "@|bold,yellow warning|@",
            Severity.FINE, "@|green fine   |@");

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions servers;

    @Mixin
    private Format format;

    @Option(names = "--all", description = "Show also what is fine, not only how many that are.")
    private boolean all;

    /** What is printed. */
    record Result(boolean ok, List<Finding> findings) {}

    @Override
    public Integer call() {
        List<Finding> findings = FleetPreflight.look(servers.fleet());
        boolean ok = findings.stream().noneMatch(finding -> finding.severity() == Severity.REFUSE);
        Result result = new Result(ok, findings);
        format.print(spec.commandLine(), result, () -> text(result));
        return ok ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private String text(Result result) {
        Map<String, List<Finding>> servers = result.findings().stream()
                .collect(Collectors.groupingBy(Finding::server, LinkedHashMap::new, Collectors.toList()));
        String lines = servers.entrySet().stream()
                .map(server -> section(server.getKey(), server.getValue()))
                .collect(Collectors.joining());
        return lines + (result.ok() ? "fit: Latchkey starts on these servers" : "NOT fit: Latchkey would not start");
    }

    private String section(String server, List<Finding> findings) {
        List<Finding> shown = findings.stream()
                .filter(finding -> all || finding.severity() != Severity.FINE)
                .toList();
        String lines = shown.stream().map(this::line).collect(Collectors.joining());
        int fine = findings.size() - shown.size();
        return "%s%n%s%s"
                .formatted(server, lines, fine == 0 ? "" : mark(Severity.FINE) + " %d checks%n".formatted(fine));
    }

    private String line(Finding finding) {
        String fix = finding.fix().isEmpty() ? "" : Wrapped.text("fix: " + finding.fix(), 10);
        return mark(finding.severity())
                + Wrapped.text(finding.check() + ": " + finding.found(), 10).substring(9)
                + fix;
    }

    private String mark(Severity severity) {
        return "  " + spec.commandLine().getColorScheme().ansi().string(WORDS.get(severity));
    }
}
