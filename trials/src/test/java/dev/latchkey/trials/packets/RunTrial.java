package dev.latchkey.trials.packets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.GuardedRun;
import dev.latchkey.LatchkeyException;
import dev.latchkey.LockKey;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.UnresolvedCommitException;
import dev.latchkey.Work;
import dev.latchkey.WorkId;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.TestFleet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A guarded run whose work leaves one row, which says what the run returns. */
final class RunTrial implements Trial {

    private static final String FIRST = "first";
    private static final String AGAIN = "again";

    private enum Kind {
        ONCE,
        EACH,
        FENCED,
        AGAIN
    }

    private final Lane lane;
    private final Kind kind;
    private final LockKey key;
    private final WorkId workId = TestFleet.newWorkId();
    private final List<Long> tokens = new ArrayList<>();
    private @Nullable Outcome<String> outcome;
    private @Nullable Exception failure;

    private RunTrial(Lane lane, Kind kind) {
        this.lane = lane;
        this.kind = kind;
        this.key = lane.newKey();
    }

    static Trial once(Lane lane) {
        return new RunTrial(lane, Kind.ONCE);
    }

    static Trial each(Lane lane) {
        return new RunTrial(lane, Kind.EACH);
    }

    static Trial fenced(Lane lane) {
        return new RunTrial(lane, Kind.FENCED);
    }

    /** Done before; but the ledger doesn't know. */
    static Trial again(Lane lane) {
        return new RunTrial(lane, Kind.AGAIN);
    }

    @Override
    public void prepare() {
        if (kind == Kind.AGAIN) {
            assertThat(runDirectly(FIRST)).isInstanceOf(Completed.class);
            lane.witness().forgetTheMark(workId);
        }
    }

    @Override
    public void perform() {
        try {
            outcome = run(lane.fleet(), asked(), FIRST);
        } catch (LatchkeyException | SQLException e) {
            failure = e;
        }
    }

    private GuardedRun<String> asked() {
        return repeats() ? GuardedRun.each(key) : GuardedRun.once(key, workId, ResultCodec.string());
    }

    private boolean repeats() {
        return kind == Kind.EACH || kind == Kind.FENCED;
    }

    /** Runs, and waits until the ledger's state is known. */
    private Outcome<String> run(Fleet fleet, GuardedRun<String> run, String result) throws SQLException {
        long[] holder = {0};
        Work<String, SQLException> work = connection -> {
            holder[0] = lane.witness().holder(key);
            return leaveEffect(connection, result);
        };
        Outcome<String> answer = kind == Kind.FENCED
                ? fleet.run(run, (connection, token) -> {
                    tokens.add(token);
                    return work.run(connection);
                })
                : fleet.run(run, work);
        if (answer instanceof Completed<String> completed) {
            assertThat(holder[0]).as("the holder at the work").isNotZero();
            assertThat(completed.mark().toCompletableFuture()).succeedsWithin(Lane.BOUND);
        }
        return answer;
    }

    private String leaveEffect(Connection connection, String note) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO effect (work_id, note) VALUES (?, ?)")) {
            insert.setString(1, workId.text());
            insert.setString(2, note);
            insert.executeUpdate();
        }
        return note;
    }

    private Outcome<String> runDirectly(String result) {
        try {
            return run(lane.direct(), asked().waitingUpTo(Lane.LIMIT), result);
        } catch (SQLException e) {
            throw new AssertionError("nothing was in the way", e);
        }
    }

    @Override
    public void end() {}

    @Override
    public Optional<Throwable> trouble() {
        boolean well = kind == Kind.AGAIN ? outcome instanceof AlreadyDone : outcome instanceof Completed;
        return well ? Optional.empty() : Optional.of(failure == null ? new AssertionError(outcome) : failure);
    }

    @Override
    public boolean saysHeldToTheEnd() {
        return outcome instanceof Completed<String> completed && completed.heldToTheEnd();
    }

    @Override
    public void verify() {
        boolean unresolved = failure instanceof UnresolvedCommitException;
        if (!unresolved) {
            assertThat(effects()).isEqualTo(effectsTold());
        }
        lane.witness().awaitFree(key);
        List<String> effects = effects();
        assertThat(effects).isIn(unresolved ? List.of(List.of(), List.of(FIRST)) : List.of(effectsTold()));
        if (repeats()) {
            assertThat(runDirectly(AGAIN)).isInstanceOf(Completed.class);
            assertThat(effects()).hasSize(effects.size() + 1);
            assertThat(tokens).isSorted().doesNotHaveDuplicates();
        } else {
            canBeRepeated(effects);
        }
    }

    private List<String> effectsTold() {
        List<String> before = kind == Kind.AGAIN ? List.of(FIRST) : List.of();
        return outcome == null
                ? before
                : outcome.match(
                        completed -> Stream.concat(before.stream(), Stream.of(completed.value()))
                                .toList(),
                        alreadyDone -> List.of(alreadyDone.value()),
                        busy -> {
                            throw new AssertionError("nobody else holds the lock: " + busy);
                        });
    }

    private List<String> effects() {
        return lane.witness().effects(workId);
    }

    private void canBeRepeated(List<String> before) {
        String first = before.isEmpty() ? AGAIN : FIRST;
        Outcome<String> again = runDirectly(AGAIN);
        if (before.isEmpty()) {
            assertThat(again).isInstanceOf(Completed.class);
        } else {
            assertThat(again).isEqualTo(new AlreadyDone<>(first));
        }
        assertThat(effects()).containsExactly(first);
        assertThat(runDirectly("once more")).isEqualTo(new AlreadyDone<>(first));
        theLedgerSaysWhatTheReceiptSays();
    }

    private void theLedgerSaysWhatTheReceiptSays() {
        List<Map<String, Object>> receipts = lane.witness().receipts(key, workId);
        assertThat(receipts).hasSize(1);
        Lane.soon("the mark of " + workId).until(() -> {
            lane.reconcile();
            return lane.witness().marks(workId).equals(receipts);
        });
    }
}
