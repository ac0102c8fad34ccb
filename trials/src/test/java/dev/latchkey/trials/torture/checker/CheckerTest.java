package dev.latchkey.trials.torture.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.trials.torture.history.Answer;
import dev.latchkey.trials.torture.history.Invocation.Kind;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Each rule is broken by some history, and none by the one that is as it should be. */
final class CheckerTest {

    /** Two runs and a hold of one key, one after the other; the second run has found the first one's action done. */
    private final Story story = new Story()
            .invoked("a", Kind.ONCE, "work-1", 0)
            .entered("a", 1)
            .left("a", 2)
            .effect("a", "work-1", 0)
            .answered("a", Answer.Kind.COMPLETED, "a", 3)
            .invoked("b", Kind.ONCE, "work-1", 3)
            .answered("b", Answer.Kind.ALREADY_DONE, "a", 4)
            .invoked("c", Kind.WAIT, "", 1)
            .entered("c", 3)
            .left("c", 5)
            .answered("c", Answer.Kind.HELD, "", 6)
            .done("work-1", "a");

    private void isBrokenIn(Rule rule, Story broken, String finding) {
        assertThat(Checker.check(broken.evidence()).get(rule)).isEqualTo(List.of(finding));
    }

    @Test
    void nothingIsWrongWithAHistoryAsItShouldBe() {
        assertThat(Checker.check(story.evidence())).isEmpty();
    }

    @Nested
    class Times {

        @Test
        void twoHoldersAtOnceBreakTheExclusion() {
            story.invoked("d", Kind.TRY, "", 1).entered("d", 2).left("d", 4).answered("d", Answer.Kind.HELD, "", 5);
            isBrokenIn(Rule.EXCLUSION, story, "KEY was held by d and, 1.000 ms before that ended, by c");
        }

        @Test
        void aHolderWhoseHoldIsDoubtfulDoesNot() {
            story.invoked("d", Kind.TRY, "", 1).entered("d", 2).left("d", 4).answered("d", Answer.Kind.LOST, "", 5);
            assertThat(Checker.check(story.evidence())).isEmpty();
        }

        @Test
        void aLongHoldIsComparedWithAllThatBeginInIt() {
            Story enclosing = new Story()
                    .invoked("d", Kind.TRY, "", 0)
                    .entered("d", 1)
                    .left("d", 9)
                    .answered("d", Answer.Kind.HELD, "", 10)
                    .invoked("e", Kind.TRY, "", 1)
                    .entered("e", 2)
                    .left("e", 3)
                    .answered("e", Answer.Kind.HELD, "", 4)
                    .invoked("f", Kind.TRY, "", 4)
                    .entered("f", 5)
                    .left("f", 6)
                    .answered("f", Answer.Kind.HELD, "", 7);
            assertThat(Rule.EXCLUSION.violations(enclosing.evidence()))
                    .containsExactly(
                            "KEY was held by d and, 7.000 ms before that ended, by e",
                            "KEY was held by d and, 4.000 ms before that ended, by f");
        }

        @Test
        void anAnswerThatNeverComesIsMissed() {
            story.invoked("w1.1-9", Kind.TRY, "", 7);
            isBrokenIn(
                    Rule.ANSWERED_IN_TIME,
                    story,
                    "Invocation[operation=w1.1-9, kind=TRY, keys=[KEY], workId=, limit=PT0S] has no answer");
        }

        @Test
        void butNotThatOfAProcessThatWasKilled() {
            story.invoked("w1.1-9", Kind.TRY, "", 7).killed("w1.1");
            assertThat(Checker.check(story.evidence())).isEmpty();
        }

        @Test
        void anAnswerThatComesTooLateIsAViolation() {
            long late = Story.PATIENCE.toMillis() + 8;
            story.invoked("d", Kind.TRY, "", 7).answered("d", Answer.Kind.BUSY, "", late);
            isBrokenIn(
                    Rule.ANSWERED_IN_TIME,
                    story,
                    "Invocation[operation=d, kind=TRY, keys=[KEY], workId=, limit=PT0S] took 10.0 s");
        }

        @Test
        void whatNobodyForesawIsAViolation() {
            story.invoked("d", Kind.TRY, "", 7).answered("d", new Answer(Answer.Kind.FAILED, "", "oops"), 8);
            isBrokenIn(
                    Rule.FORESEEN, story, "Invocation[operation=d, kind=TRY, keys=[KEY], workId=, limit=PT0S]: oops");
        }

        @Test
        void aLockThatIsLeftIsAViolation() {
            isBrokenIn(Rule.LOCKS_LEFT, story.lockLeft("KEY on s1"), "KEY on s1");
        }
    }

    @Nested
    class Effects {

        @Test
        void twoWorksThatSawTheSameCounterLostAnUpdate() {
            story.invoked("d", Kind.EACH, "", 7).effect("d", "", 0).answered("d", Answer.Kind.COMPLETED, "d", 8);
            isBrokenIn(Rule.LOST_UPDATE, story, "a and d saw the counter of KEY at 0, each of them");
        }

        @Test
        void aCounterThatDoesNotCountAllLostAnUpdate() {
            isBrokenIn(Rule.LOST_UPDATE, story.counter(2), "the counter of KEY says 2, and 1 works had an effect");
        }

        @Test
        void anActionThatWasDoneTwiceIsAViolation() {
            story.invoked("d", Kind.ONCE, "work-1", 7)
                    .effect("d", "work-1", 1)
                    .answered("d", Answer.Kind.COMPLETED, "d", 8);
            isBrokenIn(Rule.DONE_TWICE, story, "work-1 was done by a and d");
        }

        @Test
        void anAcknowledgedRunWithoutAnEffectIsAViolation() {
            story.invoked("d", Kind.EACH, "", 7).answered("d", Answer.Kind.COMPLETED, "d", 8);
            isBrokenIn(
                    Rule.ACKNOWLEDGED,
                    story,
                    "Invocation[operation=d, kind=EACH, keys=[KEY], workId=, limit=PT0S] answered COMPLETED by d,"
                            + " which left no effect");
        }

        @Test
        void anotherResultThanTheFirstIsAViolation() {
            story.invoked("d", Kind.ONCE, "work-1", 7).answered("d", Answer.Kind.COMPLETED, "a", 8);
            isBrokenIn(
                    Rule.ACKNOWLEDGED,
                    story,
                    "Invocation[operation=d, kind=ONCE, keys=[KEY], workId=work-1, limit=PT0S] answered COMPLETED,"
                            + " and the result is of a");
        }

        @Test
        void theEffectOfARunThatWasRolledBackIsAViolation() {
            story.invoked("d", Kind.EACH, "", 7).effect("d", "", 1).answered("d", Answer.Kind.ROLLED_BACK, "", 8);
            isBrokenIn(
                    Rule.ROLLED_BACK,
                    story,
                    "Invocation[operation=d, kind=EACH, keys=[KEY], workId=, limit=PT0S] answered"
                            + " Answer[kind=ROLLED_BACK, value=, text=], and left an effect");
        }

        @Test
        void thatOfAnUnresolvedOneIsNot() {
            story.invoked("d", Kind.EACH, "", 7).effect("d", "", 1).answered("d", Answer.Kind.UNRESOLVED, "", 8);
            assertThat(Checker.check(story.evidence())).isEmpty();
        }

        @Test
        void halfOfAnEffectIsAViolation() {
            story.invoked("d", Kind.EACH, "", 7).half("d", 2, 1).answered("d", Answer.Kind.UNRESOLVED, "", 8);
            isBrokenIn(Rule.WHOLE, story, "d left these parts of its effect: [2]");
        }

        @Test
        void anEffectOfNobodyIsAViolation() {
            isBrokenIn(Rule.WHOLE, story.effect("d", "", 1), "d left an effect, and no run of that name is known");
        }
    }

    @Nested
    class ReceiptsAndLedger {

        @Test
        void anEffectWithoutAReceiptIsAViolation() {
            story.invoked("d", Kind.ONCE, "work-2", 7).effect("d", "work-2", 1);
            story.answered("d", Answer.Kind.UNRESOLVED, "", 8);
            isBrokenIn(Rule.RECEIPTS, story, "an effect without a receipt: work-2 of KEY by d");
        }

        @Test
        void aReceiptWithoutAnEffectIsAViolation() {
            isBrokenIn(Rule.RECEIPTS, story.done("work-2", "d"), "a receipt without an effect: work-2 of KEY by d");
        }

        @Test
        void aReceiptWithoutAMarkIsAViolation() {
            isBrokenIn(
                    Rule.LEDGER,
                    story.receipt("work-2", "d"),
                    "a receipt without its mark: Done[key=KEY, workId=work-2, runId=run-d, result=d]");
        }

        @Test
        void aMarkWithoutAReceiptIsAViolation() {
            isBrokenIn(
                    Rule.LEDGER,
                    story.mark("work-2", "d"),
                    "a mark without its receipt: Done[key=KEY, workId=work-2, runId=run-d, result=d]");
        }

        @Test
        void withoutALedgerThereAreNoMarks() {
            assertThat(Checker.check(story.withoutLedger().evidence())).isEmpty();
        }
    }
}
