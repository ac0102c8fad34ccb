package dev.latchkey.lockd;

import dev.latchkey.LockKey;
import dev.latchkey.Locks;

/** Answers requests, each client's one after the other, on threads that may wait for a server. Thread-safe. */
final class Answers {

    private final Stats stats;
    private final ExclusiveLocks exclusive;
    private final SharedLocks shared;
    private final Sight sight;
    private final Orphans orphans;

    Answers(Locks<LockKey> locks, GatewayOptions options) {
        this.stats = new Stats();
        this.exclusive = new ExclusiveLocks(locks, options.reget());
        this.shared = new SharedLocks(locks);
        this.sight = new Sight(options, stats, exclusive.holders(), shared.holders());
        this.orphans = new Orphans(stats);
    }

    Stats stats() {
        return stats;
    }

    Sight sight() {
        return sight;
    }

    Orphans orphans() {
        return orphans;
    }

    /**
     * The answer, with its line break; empty to what gets none.
     *
     * @throws dev.latchkey.LatchkeyException if a lock was found to be lost, or a server can't be asked: there is no answer then
     */
    String to(Client client, Request request) {
        if (request.command().isEmpty()) {
            stats.invalidCommands().increment();
            return "";
        }
        Command command = request.command().get();
        if (command == Command.Q) {
            String lines = sight.figureLines();
            stats.count(command);
            return lines;
        }
        stats.count(command);
        return answer(client, command, request.key());
    }

    private String answer(Client client, Command command, String key) {
        return switch (command) {
            case G -> exclusive.get(client, key) + "\n";
            case R -> exclusive.release(client, key) + "\n";
            case I -> exclusive.inspect(key) + "\n";
            case SG -> shared.get(client, key) + "\n";
            case SR -> shared.release(client, key) + "\n";
            case SI -> shared.inspect(key) + "\n";
            case Q -> sight.figureLines();
            case D -> sight.holderLines(key);
            case SD -> sight.sharedHolderLines(key);
            case DUMP -> sight.dump(key);
            case IAM -> sight.name(client, key);
            case ME -> sight.me(client);
            case WHO -> sight.who(key);
        };
    }

    /** The client has gone: nobody holds by its name any more, and what it held is going to be released. */
    void end(Client client) {
        sight.forget(client);
        client.exclusive().keySet().forEach(key -> exclusive.holders().remove(key, client));
        orphans.add(client.exclusive().values(), shared.leave(client));
    }
}
