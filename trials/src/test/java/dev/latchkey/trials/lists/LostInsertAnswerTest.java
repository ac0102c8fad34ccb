package dev.latchkey.trials.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.DistinctList;
import dev.latchkey.LockKey;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.StatementTap.Moment;
import dev.latchkey.trials.support.TestFleet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an insert answers whose COMMIT was cut off: it looks for what it has done, and knows it from what others did. */
final class LostInsertAnswerTest {

    private static final List<String> TWO = List.of("a", "b");

    private final TestFleet servers = TestFleet.shared();
    private final LockKey name = servers.newKeyOn("s1");
    private final ServerConfig shard = servers.home(name);
    private final TcpProxy proxy = TestFleet.proxyTo(shard);
    private final Fleet fleet = Fleet.open(servers.throughProxy(proxy));
    private final DistinctList list = fleet.lists().setUp(name, Duration.ofHours(1));
    private final DistinctList others = servers.fleet().lists().setUp(name, Duration.ofHours(1));

    @AfterEach
    void close() {
        fleet.close();
        proxy.close();
    }

    private interface Fault {
        void strike();
    }

    /** Inserts, with a fault just before its first COMMIT is sent. */
    private <T> T withFault(Fault fault, StatementTap.Call<T, RuntimeException> insert) {
        AtomicBoolean struck = new AtomicBoolean();
        T answer = StatementTap.during(
                (moment, statement) -> {
                    if (moment == Moment.BEFORE
                            && statement.verb().equals("COMMIT")
                            && struck.compareAndSet(false, true)) {
                        fault.strike();
                    }
                },
                insert);
        assertThat(struck).isTrue();
        return answer;
    }

    private void cut() {
        proxy.links().forEach(Link::reset);
    }

    private void swallowAndCutOnceItIsDone() {
        proxy.links().forEach(Link::swallowAnswers);
        CompletableFuture<Void> cutting = CompletableFuture.runAsync(() -> {
            await().until(() -> others.size() > 0);
            cut();
        });
        assertThat(cutting).isNotNull();
    }

    @Test
    void whatWasCommittedIsNewThoughItsAnswerNeverCame() {
        assertThat(withFault(this::swallowAndCutOnceItIsDone, () -> list.insertAll(TWO)))
                .isEqualTo(TWO);
        assertThat(others.stream()).containsExactly("a", "b");
        assertThat(list.insertAll(TWO)).isEmpty();
    }

    @Test
    void whatNeverArrivedIsInsertedAgain() {
        assertThat(withFault(this::cut, () -> list.insert("a"))).isTrue();
        assertThat(others.stream()).containsExactly("a");
    }

    @Test
    void whatSomebodyElseInsertedMeanwhileIsNotNew() {
        Fault fault = () -> {
            cut();
            assertThat(others.insert("a")).isTrue();
        };
        assertThat(withFault(fault, () -> list.insertAll(TWO))).containsExactly("b");
        assertThat(others.stream()).containsExactly("a", "b");
    }

    @Test
    void whatWasCommittedIsNewThoughTheListEndedBeforeItCouldLook() {
        Fault fault = () -> {
            proxy.links().forEach(Link::swallowAnswers);
            CompletableFuture<Void> cutting = CompletableFuture.runAsync(() -> {
                await().until(() -> others.size() > 0);
                others.tearDown();
                cut();
            });
            assertThat(cutting).isNotNull();
        };
        assertThat(withFault(fault, () -> list.insertAll(TWO))).isEqualTo(TWO);
    }

    @Test
    void theIdOfAResultIsTheSameAfterwards() {
        long id = withFault(this::cut, () -> fleet.resultIds(name).idFor("a"));
        assertThat(servers.fleet().resultIds(name).idFor("a")).isEqualTo(id).isEqualTo(1);
    }

    /** For thirty seconds; before anything was sent it isn't asked again. */
    @Test
    void isNotAwaitedWhereNothingWasSent() {
        proxy.refuse();
        assertThatThrownBy(() -> list.insertAll(TWO))
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageStartingWith("inserting into list " + name + " on shard s1 (");
        proxy.accept();
        assertThat(list.insertAll(TWO)).isEqualTo(TWO);
    }
}
