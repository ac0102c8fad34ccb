package dev.latchkey.mysql;

import dev.latchkey.RefusedConfigurationException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges what a server says of itself: a pure function from facts to findings, one for each check, the fine ones among them.
 *
 * <pre>{@code
 * ServerConfig db1 = ServerConfig.of(url, "app", password);
 * Preflight.require(Preflight.check(ServerFacts.ask(db1), db1));
 * }</pre>
 */
public final class Preflight {

    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    private Preflight() {}

    /** What is to be said of a server, whoever uses it. */
    public static List<Finding> check(ServerFacts facts) {
        return List.of(
                ProductChecks.product(facts),
                ProductChecks.version(facts),
                ProductChecks.proxy(facts),
                WriterChecks.readOnly(facts),
                WriterChecks.replicationGroup(facts),
                WriterChecks.galera(facts),
                LogChecks.binaryLog(facts),
                LogChecks.commits(facts),
                LogChecks.binaryLogOnDisk(facts),
                LogChecks.semiSynchronousReplica(facts),
                LimitChecks.performanceSchema(facts));
    }

    /** The same, and whether the server has room and patience for a program that is configured like this. */
    public static List<Finding> check(ServerFacts facts, ServerConfig config) {
        return Stream.of(
                        check(facts),
                        List.of(LimitChecks.sessions(facts, config), LimitChecks.lease(facts, config)),
                        LimitChecks.timeouts(facts, config))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Logs the warnings, and at DEBUG what is fine.
     *
     * @throws RefusedConfigurationException with all that is fatal, if anything is
     */
    public static void require(List<Finding> findings) {
        String fatal = findings.stream()
                .filter(f -> f.severity() == Finding.Severity.REFUSE)
                .map(Finding::text)
                .collect(Collectors.joining("\n"));
        if (!fatal.isEmpty()) {
            throw new RefusedConfigurationException(fatal);
        }
        findings.forEach(Preflight::log);
    }

    private static void log(Finding finding) {
        if (finding.severity() == Finding.Severity.WARN) {
            LOG.warn("{}", finding.text());
        } else {
            LOG.debug("{}", finding.text());
        }
    }
}
