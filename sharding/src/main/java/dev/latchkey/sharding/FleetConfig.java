package dev.latchkey.sharding;

import dev.latchkey.LedgerDown;
import dev.latchkey.LockListener;
import dev.latchkey.Namespace;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.mysql.ServerConfig;
import java.util.List;
import java.util.Optional;

/**
 * The servers that work together, and how.
 *
 * <pre>{@code
 * FleetConfig.of(List.of(ServerConfig.of(url1, "app", password), ServerConfig.of(url2, "app", password)))
 *         .withLedger(ServerConfig.of(ledgerUrl, "app", password));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param shards at least one; their order means nothing
 * @param ledger on a cluster of its own; without one the receipt on the shard is asked each time
 * @param namespace of all lock names and actions
 * @param whenLedgerIsDown what a run does when the ledger can't be asked
 */
public record FleetConfig(
        List<ServerConfig> shards, Optional<ServerConfig> ledger, Namespace namespace, LedgerDown whenLedgerIsDown) {

    public FleetConfig {
        shards = List.copyOf(shards);
        if (shards.isEmpty()) {
            throw new RefusedConfigurationException("no shard given; name at least one server");
        }
    }

    /** These shards, without a ledger and without a namespace. */
    public static FleetConfig of(List<ServerConfig> shards) {
        return new FleetConfig(shards, Optional.empty(), Namespace.NONE, LedgerDown.REFUSE);
    }

    /** The same with a ledger. */
    public FleetConfig withLedger(ServerConfig newLedger) {
        return new FleetConfig(shards, Optional.of(newLedger), namespace, whenLedgerIsDown);
    }

    /** The same with a listener to the locks of all shards. */
    public FleetConfig withListener(LockListener listener) {
        List<ServerConfig> listened =
                shards.stream().map(shard -> shard.withListener(listener)).toList();
        return new FleetConfig(listened, ledger, namespace, whenLedgerIsDown);
    }

    /** The same in a namespace. */
    public FleetConfig withNamespace(Namespace newNamespace) {
        return new FleetConfig(shards, ledger, newNamespace, whenLedgerIsDown);
    }

    /** The same with another answer to an absent ledger. */
    public FleetConfig whenLedgerIsDown(LedgerDown answer) {
        return new FleetConfig(shards, ledger, namespace, answer);
    }
}
