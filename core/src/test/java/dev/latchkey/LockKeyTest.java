package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LockKeyTest {

    private static final String LONGEST = "K".repeat(255);

    @Nested
    class Parsed {

        @ParameterizedTest
        @CsvSource({
            "ACCOUNT_123_TASK, ACCOUNT_123,     ACCOUNT_TASK",
            "ACCOUNT_123,      ACCOUNT_123,     ACCOUNT",
            "A_1_2_T,          A_1,             A_2_T",
            "A_B_7_C_D,        A_B_7,           A_B_C_D",
            "A_0007,           A_0007,          A",
            "A_1_,             A_1,             A_",
            "A__1,             A__1,            A_",
            "_1,               _1,              ''",
            "1_2,              1_2,             1",
            "1_2_3,            1_2,             1_3",
            "a_1_b,            a_1,             a_b",
        })
        void theFirstSegmentOfDigitsAfterTheFirstIsTheId(String text, String owner, String lockClass) {
            LockKey key = LockKey.parse(text);

            assertThat(key).isEqualTo(new LockKey(text, owner, lockClass)).hasToString(text);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", "_", "__", "NIGHTLY", "123", "A_B_C", "A_1x_T", "A_ 1_T", "A_-1", "A_1\n", "A_\u0661_T"})
        void aKeyWithoutAnIdIsItsOwnOwnerAndClass(String text) {
            assertThat(LockKey.parse(text)).isEqualTo(new LockKey(text, text, text));
        }

        @Test
        void theTaskMayHoldAnyCharacter() {
            LockKey key = LockKey.parse("A_1_\n\t\0😀");

            assertThat(key.owner()).isEqualTo("A_1");
            assertThat(key.lockClass()).isEqualTo("A_\n\t\0😀");
        }

        @Test
        void caseCounts() {
            assertThat(LockKey.parse("A_1")).isNotEqualTo(LockKey.parse("a_1"));
        }

        @Test
        void theLongestKeyHas255CharactersWhateverTheirSize() {
            assertThat(LockKey.parse(LONGEST).text()).isEqualTo(LONGEST);
            assertThat(LockKey.parse("😀".repeat(255)).owner()).isEqualTo("😀".repeat(255));
            assertThat(LockKey.parse("_".repeat(255)).owner()).isEqualTo("_".repeat(255));
        }

        @Test
        void aLongerOneIsRefused() {
            assertThatThrownBy(() -> LockKey.parse(LONGEST + "K"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "lock key has 256 characters, allowed are 0 to 255; shorten it, for example to a hash of it: '%s…'"
                                    .formatted("K".repeat(80)));
        }

        @ParameterizedTest
        @CsvSource({"A_1_\ud800, U+D800", "\udfffA, U+DFFF", "A\ude00\ud83d, U+DE00"})
        void aLoneSurrogateIsRefused(String text, String named) {
            assertThatThrownBy(() -> LockKey.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("lock key has a lone surrogate (%s), which is no character; remove it: '%s'"
                            .formatted(named, text));
        }
    }

    @Nested
    class MadeOfParts {

        @Test
        void anIdMayBeAnyText() {
            assertThat(LockKey.of("TENANT", "acme_eu-7", "BILLING"))
                    .isEqualTo(new LockKey("TENANT_acme_eu-7_BILLING", "TENANT_acme_eu-7", "TENANT_BILLING"));
        }

        @Test
        void aNumberAsIdIsWhatParseReads() {
            assertThat(LockKey.of("ACCOUNT", "123", "TASK")).isEqualTo(LockKey.parse("ACCOUNT_123_TASK"));
        }

        @Test
        void theSameTextWithAnotherIdIsAnotherKey() {
            assertThat(LockKey.of("TENANT", "acme", "BILLING")).isNotEqualTo(LockKey.parse("TENANT_acme_BILLING"));
        }

        @Test
        void anEmptyPartIsRefused() {
            assertThatThrownBy(() -> LockKey.of("", "1", "T"))
                    .hasMessage("class of a lock key is empty; give it 1 to 255 characters");
            assertThatThrownBy(() -> LockKey.of("A", "", "T"))
                    .hasMessage("id of a lock key is empty; give it 1 to 255 characters");
            assertThatThrownBy(() -> LockKey.of("A", "1", ""))
                    .hasMessage("task of a lock key is empty; give it 1 to 255 characters");
        }

        @Test
        void allTogetherHaveAtMost255Characters() {
            assertThat(LockKey.of("A", "1", "T".repeat(251)).text()).hasSize(255);
            assertThatThrownBy(() -> LockKey.of("A", "1", "T".repeat(252)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "lock key has 256 characters, allowed are 0 to 255; shorten it, for example to a hash of it: 'A_1_%s…'"
                                    .formatted("T".repeat(76)));
        }
    }

    @Test
    void allKeysOfOneOwnerHaveOneBucket() {
        assertThat(LockKey.parse("ACCOUNT_123_TASK").bucket())
                .isEqualTo(LockKey.parse("ACCOUNT_123_OTHER").bucket())
                .isEqualTo(LockKey.parse("ACCOUNT_123").bucket())
                .isEqualTo(new Bucket(464));
    }
}
