package dev.latchkey.trials.torture.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.trials.torture.history.Answer;
import dev.latchkey.trials.torture.history.Invocation.Kind;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The same as {@link CheckerTest} for slots, shared locks, fencing tokens and lists. */
final class SharedThingsCheckerTest {

    private static void isBrokenIn(Rule rule, Story broken, String finding) {
        assertThat(Checker.check(broken.evidence()).get(rule)).isEqualTo(List.of(finding));
    }

    @Nested
    class ManyAtOnce {

        @Test
        void oneHolderMoreThanSlotsIsAViolation() {
            Story slots = new Story()
                    .held("d", Kind.SLOT, 0, 3)
                    .held("e", Kind.SLOT, 1, 9)
                    .held("f", Kind.SLOT, 3, 9);
            assertThat(Checker.check(slots.evidence())).isEmpty();
            isBrokenIn(Rule.SLOTS, slots.held("g", Kind.SLOT, 8, 9), "KEY had 3 holders when g came");
        }

        @Test
        void aSharedHoldBesideAnExclusiveOneIsAViolation() {
            Story readers = new Story()
                    .held("d", Kind.SHARED, 0, 3)
                    .held("e", Kind.SHARED, 1, 4)
                    .held("f", Kind.EXCLUSIVE, 4, 7);
            assertThat(Checker.check(readers.evidence())).isEmpty();
            isBrokenIn(
                    Rule.SHARED,
                    readers.held("g", Kind.SHARED, 6, 9),
                    "KEY was held exclusively by f, and shared by g");
        }
    }

    @Nested
    class Tokens {

        private final Story fenced = new Story()
                .fenced("d", 0, 1, 2, 1, Answer.Kind.HELD)
                .fenced("e", 0, 3, 9, 4, Answer.Kind.LOST)
                .fenced("f", 0, 5, 6, 5, Answer.Kind.HELD);

        @Test
        void whatEachHolderDrawsIsHigher() {
            assertThat(Checker.check(fenced.evidence())).isEmpty();
        }

        @Test
        void theTokenOfOneThatLostItsLockIsNotDrawnAgain() {
            isBrokenIn(Rule.TOKENS, fenced.fenced("g", 2, 4, 5, 4, Answer.Kind.HELD), "token 4 was drawn by e and g");
        }

        @Test
        void whoBeginsLaterHasAHigherOne() {
            isBrokenIn(
                    Rule.TOKENS,
                    fenced.fenced("g", 4, 8, 9, 3, Answer.Kind.LOST),
                    "g drew token 3, after e had drawn 4");
        }

        @Test
        void soHasWhoHoldsTheLockLater() {
            isBrokenIn(
                    Rule.TOKENS,
                    fenced.fenced("g", 0, 7, 8, 3, Answer.Kind.HELD),
                    "g drew token 3, after f had drawn 5");
        }
    }

    @Nested
    class Lists {

        private final Story list = new Story()
                .insert("d", "one", 0, 2, Answer.Kind.INSERTED)
                .insert("e", "one", 1, 3, Answer.Kind.PRESENT)
                .insert("f", "two", 3, 4, Answer.Kind.NOT_RUN)
                .insert("g", "two", 5, 6, Answer.Kind.PRESENT)
                .insert("h", "three", 4, 5, Answer.Kind.NOT_RUN)
                .item("one", 1)
                .item("two", 2);

        @Test
        void anItemOfWhichNobodyIsToldMayBeThereOrNot() {
            assertThat(Checker.check(list.evidence())).isEmpty();
            assertThat(Checker.check(list.item("three", 3).evidence())).isEmpty();
        }

        @Test
        void anItemThatIsNewToTwoIsAViolation() {
            isBrokenIn(
                    Rule.LISTS,
                    list.insert("i", "one", 1, 2, Answer.Kind.INSERTED),
                    "one is there 1 times, and was new to [d, i]");
        }

        @Test
        void soIsOneThatIsThereTwice() {
            isBrokenIn(Rule.LISTS, list.item("two", 3), "two is there 2 times, and was new to []");
        }

        @Test
        void soIsOneThatIsNotThere() {
            isBrokenIn(
                    Rule.LISTS,
                    list.insert("i", "four", 6, 7, Answer.Kind.INSERTED),
                    "four is not there, but was new to [i] and known to []");
        }

        @Test
        void soIsOneThatWasNewToNobody() {
            isBrokenIn(
                    Rule.LISTS,
                    list.insert("i", "four", 6, 7, Answer.Kind.PRESENT).item("four", 3),
                    "four is there, and was new to nobody of [i]");
        }

        @Test
        void soIsOneThatNobodyInserted() {
            isBrokenIn(Rule.LISTS, list.item("four", 3), "four is there, and nobody inserted it");
        }

        @Test
        void soIsAGap() {
            isBrokenIn(Rule.LISTS, list.item("three", 4), "the positions of KEY are 1, 2, 4");
        }

        @Test
        void soIsAPlaceBeforeWhatWasThere() {
            Story turned = new Story()
                    .insert("d", "one", 0, 2, Answer.Kind.INSERTED)
                    .insert("e", "two", 3, 4, Answer.Kind.INSERTED)
                    .item("one", 2)
                    .item("two", 1);
            isBrokenIn(Rule.LISTS, turned, "two at 1 came after one at 2");
        }
    }
}
