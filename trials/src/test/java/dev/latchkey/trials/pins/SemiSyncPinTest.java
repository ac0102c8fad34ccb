package dev.latchkey.trials.pins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.trials.support.Node;
import dev.latchkey.trials.support.SourceAndReplica;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A COMMIT that waits for a semi-synchronous replica. */
final class SemiSyncPinTest {

    private static final String ROWS = "SELECT COUNT(*) FROM pin.t";

    private SourceAndReplica pair;
    private Node source;

    @BeforeEach
    void start() {
        pair = SourceAndReplica.semiSynchronous();
        source = pair.primary();
        source.execute("CREATE DATABASE pin", "CREATE TABLE pin.t (id INT PRIMARY KEY)");
    }

    /** A session that holds a lock, and whose COMMIT waits. It ends with its server. */
    private RawSession commitUnheard(String waitPoint) throws SQLException {
        source.execute("SET GLOBAL rpl_semi_sync_source_wait_point = " + waitPoint);
        pair.stopReceiving();
        RawSession holder = new RawSession(source.connect());
        holder.ask("SELECT GET_LOCK('PIN', 0)");
        holder.begin();
        holder.ask("INSERT INTO pin.t VALUES (1)");
        CompletableFuture<String> commit = holder.askLater("COMMIT");
        pair.awaitCommitWaiting(holder.id());
        assertThat(commit).isNotDone();
        return holder;
    }

    @AfterEach
    void close() {
        if (pair != null) {
            pair.close();
        }
    }

    /** So whoever looks for the receipt under the lock finds the transaction decided, and marks nothing that may be lost. */
    @Test
    void survivesItsKillKeepsItsLockAndShowsItsRowsToNobodyBeforeTheAcknowledgement() throws SQLException {
        RawSession holder = commitUnheard("AFTER_SYNC");
        source.execute("KILL " + holder.id());
        pair.awaitKilledCommitWaiting(holder.id());

        assertThat(source.ask("SELECT IS_USED_LOCK('PIN')")).isEqualTo(Long.toString(holder.id()));
        assertThat(source.ask(ROWS)).isEqualTo("0");

        pair.receive();
        try (RawSession next = new RawSession(source.connect())) {
            assertThat(next.ask("SELECT GET_LOCK('PIN', 60)")).isEqualTo("1");
            assertThat(next.ask(ROWS)).isEqualTo("1");
        }
    }

    /** So others could tell that it is done, and mark it, before a failover loses it: a warning at start tells. */
    @Test
    void showsItsRowsBeforeTheAcknowledgementAtTheOtherWaitPoint() throws SQLException {
        RawSession unused = commitUnheard("AFTER_COMMIT");

        assertThat(source.ask(ROWS)).isEqualTo("1");
        assertThat(pair.standby().ask(ROWS)).isEqualTo("0");
    }

    /** So a primary that was given up has what nobody else has, and must not be taken back. */
    @Test
    void isThereWhenTheSourceComesBackFromACrashThoughTheReplicaNeverGotIt() throws SQLException {
        RawSession unused = commitUnheard("AFTER_SYNC");
        source.server().kill();
        source.server().start();

        assertThat(source.ask(ROWS)).isEqualTo("1");
        assertThat(pair.standby().ask(ROWS)).isEqualTo("0");
    }
}
