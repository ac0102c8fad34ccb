package dev.latchkey.trials.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.DistinctList;
import dev.latchkey.DistinctLists;
import dev.latchkey.ListEndedException;
import dev.latchkey.LockKey;
import dev.latchkey.Namespace;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.TestFleet;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a distinct list promises to who is alone with it. */
@Tag("contract")
final class DistinctListTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final TestFleet servers = TestFleet.shared();
    private final DistinctLists lists = servers.fleet().lists();
    private final LockKey name = TestFleet.newKey();

    private DistinctList setUp() {
        return lists.setUp(name, HOUR);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    @Nested
    class AnInsert {

        @Test
        void isTrueOnceForEachItem() {
            DistinctList list = setUp();

            assertThat(list.insert("a")).isTrue();
            assertThat(list.insert("a")).isFalse();
            assertThat(list.insert("b")).isTrue();
            assertThat(lists.setUp(name, HOUR).insert("a")).isFalse();
            assertThat(lists.find(name).orElseThrow().insert("b")).isFalse();
        }

        @Test
        void ofSeveralTellsWhichAreNewInTheirOrder() {
            DistinctList list = setUp();

            assertThat(list.insertAll(List.of("c", "a", "b"))).containsExactly("c", "a", "b");
            assertThat(list.insertAll(List.of("x", "b", "y", "x", "c", "y", "a")))
                    .containsExactly("x", "y");
            assertThat(list.insertAll(List.of("a", "b"))).isEmpty();
            assertThat(list.insertAll(List.of())).isEmpty();
            assertThat(list.stream()).containsExactly("c", "a", "b", "x", "y");
        }

        @Test
        void takesTenThousandAtOnce() {
            DistinctList list = setUp();

            assertThat(list.insertAll(numbers(0, 10_000))).isEqualTo(numbers(0, 10_000));
            assertThat(list.insertAll(numbers(5_000, 15_000))).isEqualTo(numbers(10_000, 15_000));
            assertThat(list.size()).isEqualTo(15_000);
        }

        @Test
        void foldsNothing() {
            List<String> different = List.of(
                    "", " ", "a", "A", "a ", " a", "ä", "a\u0308", "ss", "ß", "a\0", "a\0b", "🔒", "\\", "'", "%", "é",
                    "e");
            DistinctList list = setUp();

            assertThat(list.insertAll(different)).isEqualTo(different);
            assertThat(different).noneMatch(list::insert);
            assertThat(list.stream()).containsExactlyElementsOf(different);
        }

        @Test
        void keepsTheLongest() {
            String longest = "ä".repeat(DistinctList.MAX_BYTES / 2);
            DistinctList list = setUp();

            assertThat(list.insert(longest)).isTrue();
            assertThat(list.insert(longest)).isFalse();
            assertThat(list.read(0, 1)).containsExactly(longest);
        }

        @Test
        void takesManyMegabytesAtOnce() {
            int parts = DistinctList.MAX_BYTES_TOGETHER / DistinctList.MAX_BYTES;
            List<String> large = IntStream.range(0, parts)
                    .mapToObj(i -> "%05d".formatted(i) + "x".repeat(DistinctList.MAX_BYTES - 5))
                    .toList();
            DistinctList list = setUp();

            assertThat(list.insertAll(large)).hasSize(parts);
            assertThat(list.size()).isEqualTo(parts);
            assertRefused(
                    () -> list.insertAll(
                            Stream.concat(large.stream(), Stream.of("one more")).toList()),
                    "items of 16,777,224 bytes together refused: allowed are 0 to 16,777,216; use several calls");
        }

        @Test
        void refusesWhatIsOutOfBounds() {
            DistinctList list = setUp();

            assertRefused(
                    () -> list.insert("x".repeat(DistinctList.MAX_BYTES + 1)),
                    "an item of 65,537 bytes refused: allowed are 0 to 65,536; give a hash of it instead");
            assertRefused(
                    () -> list.insert("\uD800"), "an item has a lone surrogate, which is no character; remove it");
            assertRefused(
                    () -> list.insertAll(Collections.nCopies(10_001, "x")),
                    "10,001 items together refused: allowed are 0 to 10,000; use several calls");
            assertThat(list.size()).isZero();
        }
    }

    private static void assertRefused(ThrowingCallable call, String why) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(why);
    }

    @Nested
    class Reading {

        @Test
        void isInTheOrderOfInsertionPageByPage() {
            DistinctList list = setUp();
            list.insertAll(numbers(0, 5));
            list.insert("5");

            assertThat(list.read(0, 4)).containsExactly("0", "1", "2", "3");
            assertThat(list.read(4, 4)).containsExactly("4", "5");
            assertThat(list.read(6, 4)).isEmpty();
            assertThat(list.size()).isEqualTo(6);
        }

        @Test
        void asAStreamGoesOverAllPages() {
            DistinctList list = setUp();
            list.insertAll(numbers(0, 2_500));

            assertThat(list.stream()).containsExactlyElementsOf(numbers(0, 2_500));
            assertThat(list.stream().limit(3)).containsExactly("0", "1", "2");
        }

        @Test
        void refusesWhatIsOutOfBounds() {
            DistinctList list = setUp();

            assertRefused(
                    () -> list.read(-1, 0),
                    "0 items after position -1 refused: allowed are 1 to 10,000 after 0 or more");
            assertThatThrownBy(() -> list.read(0, 10_001)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class SettingUp {

        @Test
        void joinsTheListThatIsThereAndLeavesItsEnd() {
            DistinctList first = setUp();
            DistinctList second = lists.setUp(name, Duration.ofDays(30));

            assertThat(second.endsAt()).isEqualTo(first.endsAt());
            assertThat(first.endsAt())
                    .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3700));
            assertThat(lists.find(name).orElseThrow().endsAt()).isEqualTo(first.endsAt());
            assertThat(first.name()).isEqualTo(name);
        }

        @Test
        void isNeededBeforeItIsFound() {
            assertThat(lists.find(name)).isEmpty();
        }

        @Test
        void keepsNamesAndNamespacesApart() {
            LockKey otherOwner = new LockKey(name.text(), "SOMEBODY", "ACCOUNT_TEST");
            assertThat(setUp().insert("a")).isTrue();
            assertThat(lists.setUp(otherOwner, HOUR).insert("a")).isTrue();
            assertThat(lists.setUp(TestFleet.newKey(), HOUR).insert("a")).isTrue();
            try (Fleet elsewhere = Fleet.open(servers.config().withNamespace(Namespace.of("ELSEWHERE")))) {
                assertThat(elsewhere.lists().find(name)).isEmpty();
                assertThat(elsewhere.lists().setUp(name, HOUR).insert("a")).isTrue();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0009S", "PT87600H0.001S"})
        void refusesADurationOutOfBounds(Duration duration) {
            assertRefused(
                    () -> lists.setUp(name, duration),
                    "a list %s for %s refused: allowed are 1 ms to 3650 days".formatted(name, duration));
        }
    }

    static Stream<Consumer<DistinctList>> everyCall() {
        return Stream.of(
                list -> list.insert("new"),
                list -> list.insert("a"),
                list -> list.insertAll(List.of("a", "new")),
                DistinctList::size,
                list -> list.read(0, 1),
                list -> list.stream().forEach(item -> {}));
    }

    @Nested
    class TheEnd {

        @Test
        void comesWithoutATearDown() {
            DistinctList list = lists.setUp(name, Duration.ofMillis(300));
            list.insert("a");

            assertThat(everyCall())
                    .allSatisfy(call -> await().untilAsserted(() -> assertThatThrownBy(() -> call.accept(list))
                            .isInstanceOfSatisfying(
                                    ListEndedException.class,
                                    ended -> assertThat(ended.name()).isEqualTo(name))
                            .hasMessage(
                                    "list %s on %s has ended: its duration was over at %s; set it up again, for longer if that was too early",
                                    name, servers.fleet().shardOf(name), list.endsAt())));
            assertThat(lists.find(name)).isEmpty();
        }

        @Test
        void comesWithATearDownForEverybody() {
            DistinctList list = setUp();
            list.insert("a");
            DistinctList joined = setUp();

            list.tearDown();
            joined.tearDown();

            assertThat(lists.find(name)).isEmpty();
            assertThat(everyCall())
                    .allSatisfy(call -> assertThatThrownBy(() -> call.accept(joined))
                            .isInstanceOf(ListEndedException.class)
                            .hasMessageContaining(" has ended: it was torn down at "));
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void isFollowedByANewListOfTheSameName(boolean tornDown) {
            DistinctList old = lists.setUp(name, tornDown ? HOUR : Duration.ofMillis(1));
            if (tornDown) {
                old.insert("a");
                old.tearDown();
            } else {
                await().until(() -> lists.find(name).isEmpty());
            }

            DistinctList next = setUp();

            assertThat(next.size()).isZero();
            assertThat(next.insert("a")).isTrue();
            assertThatThrownBy(() -> old.insert("b")).isInstanceOf(ListEndedException.class);
            old.tearDown();
            assertThat(next.stream()).containsExactly("a");
        }
    }

    @ParameterizedTest
    @MethodSource("everyCall")
    void isHadByWhoJoinsLater(Consumer<DistinctList> call) {
        setUp().insert("a");

        DistinctList joined = lists.find(name).orElseThrow();
        call.accept(joined);

        assertThat(joined.insert("a")).isFalse();
    }
}
