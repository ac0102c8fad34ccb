package dev.latchkey.trials.lists;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.DistinctList;
import dev.latchkey.LockKey;
import dev.latchkey.ResultIds;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.StatementTap.Moment;
import dev.latchkey.trials.support.TestFleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Equal results have equal ids, different ones different ids, for ever. */
@Tag("contract")
final class ResultIdsTest {

    private final TestFleet servers = TestFleet.shared();
    private final LockKey name = TestFleet.newKey();
    private final ResultIds ids = servers.fleet().resultIds(name);

    @Test
    void areTheSameForEqualResultsAndCountUpForNewOnes() {
        assertThat(ids.idFor("a")).isEqualTo(1);
        assertThat(ids.idFor("b")).isEqualTo(2);
        assertThat(ids.idFor("a")).isEqualTo(1);
        assertThat(ids.idFor("A")).isEqualTo(3);
        assertThat(servers.fleet().resultIds(name).idFor("b")).isEqualTo(2);
        assertThat(ids.idFor("a".getBytes(UTF_8))).isEqualTo(1);
        assertThat(ids.idFor(new byte[] {(byte) 0xFF, 0})).isEqualTo(4);
        assertThat(ids.idFor(new byte[] {(byte) 0xFF, 0})).isEqualTo(4);
        assertThat(ids.name()).isEqualTo(name);
    }

    @Test
    void surviveARestartOfTheProgram() {
        long id = ids.idFor("a");
        try (Fleet restarted = Fleet.open(servers.config())) {
            assertThat(restarted.resultIds(name).idFor("a")).isEqualTo(id);
            assertThat(restarted.resultIds(name).idFor("b")).isEqualTo(id + 1);
        }
    }

    @Test
    void haveNothingToDoWithAListOfTheSameName() {
        DistinctList list = servers.fleet().lists().setUp(name, Duration.ofHours(1));
        list.insertAll(List.of("x", "a"));

        assertThat(ids.idFor("a")).isEqualTo(1);
        list.tearDown();
        assertThat(ids.idFor("b")).isEqualTo(2);
        assertThat(servers.fleet().lists().find(name)).isEmpty();
    }

    @Test
    void ofAKnownResultTakeOneStatement() {
        long id = ids.idFor("a");
        List<String> sent = new ArrayList<>();

        long again = StatementTap.during(
                (moment, statement) -> {
                    if (moment == Moment.BEFORE) {
                        sent.add(statement.verb());
                    }
                },
                () -> ids.idFor("a"));

        assertThat(again).isEqualTo(id);
        assertThat(sent).containsExactly("SELECT");
    }

    @Test
    void areNotGivenToWhatIsOutOfBounds() {
        assertThatThrownBy(() -> ids.idFor(new byte[DistinctList.MAX_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an item of 65,537 bytes refused: allowed are 0 to 65,536; give a hash of it instead");
    }
}
