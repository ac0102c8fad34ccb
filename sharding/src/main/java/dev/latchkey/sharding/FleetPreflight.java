package dev.latchkey.sharding;

import dev.latchkey.LatchkeyException;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.locks.Shard;
import dev.latchkey.mysql.Finding;
import dev.latchkey.mysql.Preflight;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.mysql.ServerFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;

/**
 * A look at every shard and the ledger: whether each is fit, migrated, a server of its own, and gives the right answers to locks.
 *
 * <pre>{@code
 * FleetPreflight.look(config).forEach(finding -> System.out.println(finding.severity() + " " + finding.text()));
 * }</pre>
 *
 * <p>What start-up would refuse is a finding here, and so is a server that doesn't answer: all that is wrong shows at once.
 */
public final class FleetPreflight {

    private static final String FLEET = "the fleet";
    private static final String ONCE = "one server twice";
    private static final String APART = "they go down together: give the ledger a server of its own";

    private final List<Finding> findings = new ArrayList<>();
    private final List<ServerConfig> answered = new ArrayList<>();
    private final List<ServerLocks> opened = new ArrayList<>();
    private final List<Shard> shards = new ArrayList<>();
    private final List<ShardIdentity> identities = new ArrayList<>();

    private FleetPreflight() {}

    /** Looks at them all, and changes nothing on them. All sessions are closed again. */
    public static List<Finding> look(FleetConfig config) {
        FleetPreflight look = new FleetPreflight();
        try {
            config.shards().forEach(look::atShard);
            Optional<ServerLocks> ledger = config.ledger().flatMap(look::atLedger);
            look.forOneServerTwice(ledger);
            if (look.shards.size() == config.shards().size()) {
                look.atTheFleet();
            }
        } finally {
            look.opened.forEach(ServerLocks::close);
        }
        return List.copyOf(look.findings);
    }

    private void atShard(ServerConfig config) {
        Optional<ServerLocks> server = open(config);
        if (answered.contains(config)) {
            Optional<ShardIdentity> identity = ask(name(config), "schema", () -> Servers.identityOf(config));
            identity.ifPresent(known -> fine(name(config), "schema", "that of shard %s".formatted(known.name())));
            if (identity.isPresent() && server.isPresent()) {
                identities.add(identity.get());
                shards.add(new Shard(identity.get().name(), server.get()));
            }
        }
    }

    private Optional<ServerLocks> atLedger(ServerConfig config) {
        Optional<ServerLocks> server = open(config);
        if (answered.contains(config)) {
            ask(name(config), "schema", () -> {
                        Schema.LEDGER.require(config);
                        return "that of a ledger";
                    })
                    .ifPresent(found -> fine(name(config), "schema", found));
        }
        return server;
    }

    /** The server, opened, if it answers and nothing speaks against it; what does is found. */
    private Optional<ServerLocks> open(ServerConfig config) {
        Optional<ServerFacts> facts = ask(name(config), "answer", () -> ServerFacts.ask(config));
        if (facts.isEmpty()) {
            return Optional.empty();
        }
        answered.add(config);
        List<Finding> found = Preflight.check(facts.get(), config);
        findings.addAll(found);
        if (found.stream().anyMatch(finding -> finding.severity() == Finding.Severity.REFUSE)) {
            return Optional.empty();
        }
        Server server = Server.open(name(config), config, facts.get());
        ServerLocks locks = ServerLocks.on(server);
        opened.add(locks);
        findings.add(server.selfTest());
        return Optional.of(locks);
    }

    private void forOneServerTwice(Optional<ServerLocks> ledger) {
        int before = findings.size();
        for (int i = 0; i < opened.size(); i++) {
            for (ServerLocks other : opened.subList(i + 1, opened.size())) {
                if (ledger.isPresent() && other == ledger.get()) {
                    compare(opened.get(i), other, Finding.Severity.WARN, APART);
                } else {
                    compare(opened.get(i), other, Finding.Severity.REFUSE, "give each server once");
                }
            }
        }
        if (findings.size() == before) {
            fine(FLEET, ONCE, "each server that was opened is another");
        }
    }

    private void compare(ServerLocks one, ServerLocks other, Finding.Severity ifSame, String fix) {
        String found = "it and %s are one server".formatted(other.server());
        ask(one.server().label(), ONCE, () -> SameServer.same(one.server(), other.server()))
                .filter(same -> same)
                .ifPresent(same -> findings.add(new Finding(ifSame, one.server().label(), ONCE, found, fix)));
    }

    private void atTheFleet() {
        ask(FLEET, "buckets", () -> {
                    FleetCheck.complete(identities);
                    return FleetCheck.map(shards);
                })
                .ifPresent(map -> fine(FLEET, "buckets", "each has its one owner"));
    }

    private static String name(ServerConfig config) {
        return config.url().toString();
    }

    private void fine(String server, String check, String found) {
        findings.add(Finding.fine(server, check, found));
    }

    /** The answer; or none, and a finding. */
    private <T> Optional<T> ask(String server, String check, Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (LatchkeyException e) {
            findings.add(refused(server, check, String.valueOf(e.getMessage())));
            return Optional.empty();
        } catch (JdbiException e) {
            findings.add(Finding.refuse(
                    server,
                    check,
                    "it could not be asked: %s".formatted(e.getMessage()),
                    "check that the account may read the tables of Latchkey"));
            return Optional.empty();
        }
    }

    /** Our errors end with the fix, after a semicolon. */
    private static Finding refused(String server, String check, String error) {
        int end = error.lastIndexOf("; ");
        return end < 0
                ? Finding.refuse(server, check, error, "")
                : Finding.refuse(server, check, error.substring(0, end), error.substring(end + 2));
    }
}
