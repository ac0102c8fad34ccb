package dev.latchkey.trials.packets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DistinctList;
import dev.latchkey.LatchkeyException;
import dev.latchkey.LockKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Three items, one of which is in the list already. It is told that the others are new, whatever is lost: it asks again until it knows. */
final class InsertTrial implements Trial {

    private static final List<String> ALL = List.of("old", "new", "newer");
    private static final List<String> NEW = ALL.subList(1, 3);

    private final Lane lane;
    private final LockKey name;
    private @Nullable DistinctList list;
    private @Nullable LatchkeyException trouble;

    InsertTrial(Lane lane) {
        this.lane = lane;
        this.name = lane.newKey();
    }

    @Override
    public void prepare() {
        assertThat(direct().insert("old")).isTrue();
        Lane.soon("the list")
                .ignoreExceptionsInstanceOf(LatchkeyException.class)
                .until(() -> {
                    list = lane.fleet().lists().find(name).orElseThrow();
                    return true;
                });
    }

    private DistinctList direct() {
        return lane.direct().lists().setUp(name, Duration.ofHours(1));
    }

    @Override
    public void perform() {
        try {
            assertThat(Objects.requireNonNull(list).insertAll(ALL)).isEqualTo(NEW);
        } catch (LatchkeyException e) {
            trouble = e;
        }
    }

    @Override
    public void end() {}

    @Override
    public Optional<Throwable> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** No lock is held. */
    @Override
    public boolean saysHeldToTheEnd() {
        return false;
    }

    @Override
    public void verify() {
        assertThat(trouble).as("one lost message").isNull();
        assertThat(direct().insertAll(List.of("newest", "new", "old"))).containsExactly("newest");
        assertThat(direct().stream()).containsExactly("old", "new", "newer", "newest");
    }
}
