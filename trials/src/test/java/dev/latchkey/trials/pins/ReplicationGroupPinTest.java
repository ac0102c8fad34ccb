package dev.latchkey.trials.pins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.trials.support.Node;
import dev.latchkey.trials.support.ReplicationGroup;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What named locks and reads meet in a replication group with a single primary. One group for all tests: forming it takes long. */
@TestInstance(Lifecycle.PER_CLASS)
final class ReplicationGroupPinTest {

    private static final String ROWS = "SELECT COUNT(*) FROM pin.t";

    private ReplicationGroup group;

    @BeforeAll
    void start() {
        group = ReplicationGroup.of(3);
        group.primary().execute("CREATE DATABASE pin", "CREATE TABLE pin.t (id INT PRIMARY KEY)");
    }

    @AfterAll
    void close() {
        if (group != null) {
            group.close();
        }
    }

    @Test
    void aSecondaryGrantsALockThatIsFreeOnThePrimary() throws SQLException {
        try (RawSession holder = new RawSession(group.standby().connect())) {
            assertThat(holder.ask("SELECT GET_LOCK('PIN', 0)")).isEqualTo("1");
            assertThat(group.primary().ask("SELECT IS_FREE_LOCK('PIN')")).isEqualTo("1");
        }
    }

    /**
     * The group has acknowledged a row that both others still have to write. A lock is granted at once, so the consistency must hold
     * back what its holder reads.
     */
    @Test
    void aNewPrimaryGrantsLocksBeforeItHasCaughtUpAndHoldsBackReadsUnlessItsConsistencyIsEventual() throws Exception {
        RawSession one = withholdingWrites(group.standbys().get(0));
        RawSession other = withholdingWrites(group.standbys().get(1));
        group.primary().execute("INSERT INTO pin.t VALUES (1)");
        Node elected = group.failOver();

        try (RawSession holder = new RawSession(elected.connect());
                RawSession eventual = new RawSession(elected.connect())) {
            assertThat(holder.ask("SELECT GET_LOCK('PIN', 0)")).isEqualTo("1");
            CompletableFuture<@Nullable String> held = holder.askLater(ROWS);
            await("the read")
                    .until(
                            () -> elected.column(
                                    "SELECT STATE FROM information_schema.PROCESSLIST WHERE ID = " + holder.id()),
                            List.of("Executing hook on transaction begin.")::equals);
            eventual.ask("SET SESSION group_replication_consistency = 'EVENTUAL'");
            assertThat(eventual.ask(ROWS)).isEqualTo("0");
            assertThat(held).isNotDone();

            one.close();
            other.close();
            assertThat(held.get(60, TimeUnit.SECONDS)).isEqualTo("1");
        }
    }

    private static RawSession withholdingWrites(Node node) throws SQLException {
        RawSession session = new RawSession(node.connect());
        session.ask("FLUSH TABLES WITH READ LOCK");
        return session;
    }
}
