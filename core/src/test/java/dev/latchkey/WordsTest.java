package dev.latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small values: each is either right or refused with a text that says how to mend it. */
class WordsTest {

    @Nested
    class ABucket {

        @ParameterizedTest
        @CsvSource({"ACCOUNT_123, 464", "ACCOUNT_1, 449", "TENANT_acme-eu, 689", "é, 318", "😀, 324", "'', 0"})
        void isTheCrc32OfTheOwnersUtf8(String owner, int number) {
            assertThat(Bucket.ofOwner(owner)).isEqualTo(new Bucket(number)).hasToString(Integer.toString(number));
        }

        @Test
        void isOneOf1024() {
            assertThat(new Bucket(0).number()).isZero();
            assertThat(new Bucket(1023).number()).isEqualTo(1023);
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 1024, Integer.MIN_VALUE})
        void isRefusedBeyondThem(int number) {
            assertThatThrownBy(() -> new Bucket(number))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("bucket %d does not exist; there are 0 to 1023".formatted(number));
        }
    }

    @Nested
    class ANamespace {

        @ParameterizedTest
        @ValueSource(strings = {"A", "7", "-", "BILLING", "EU-WEST-1", "ABCDEFGHIJKLMNOP"})
        void hasUpTo16OfALittleAlphabet(String text) {
            assertThat(Namespace.of(text)).hasToString(text).isEqualTo(new Namespace(text));
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "A_B", "A$", "A B", "Ä", "A\n", "ABCDEFGHIJKLMNOPQ"})
        void isRefusedOtherwise(String text) {
            assertThatThrownBy(() -> Namespace.of(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("namespace '%s' is not 1 to 16 of A-Z, 0-9 and '-'; write for example 'BILLING'"
                            .formatted(text));
        }

        @Test
        void isLeftOutRatherThanEmpty() {
            assertThatThrownBy(() -> Namespace.of(""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("namespace is empty; leave it out, or write for example 'BILLING'");
            assertThat(Namespace.NONE).hasToString("");
        }
    }

    @Nested
    class AWorkId {

        @Test
        void isAnyTextOf1To255Characters() {
            assertThat(WorkId.of("x")).hasToString("x").isNotEqualTo(WorkId.of("X"));
            assertThat(WorkId.of("😀".repeat(255)).text()).isEqualTo("😀".repeat(255));
        }

        @Test
        void isRefusedOtherwise() {
            assertThatThrownBy(() -> WorkId.of(""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("work id is empty; give it 1 to 255 characters");
            assertThatThrownBy(() -> WorkId.of("w".repeat(256)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "work id has 256 characters, allowed are 1 to 255; shorten it, for example to a hash of it: '%s…'"
                                    .formatted("w".repeat(80)));
            assertThatThrownBy(() -> WorkId.of("w\udc00"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("work id has a lone surrogate (U+DC00), which is no character; remove it: 'w\udc00'");
        }
    }

    @Nested
    class AnId {

        private final Random random = new Random(20261122);

        @Test
        void is16BytesAnd32HexDigits() {
            Id id = new Id(0x0123456789abcdefL, 0x8000000000000001L);

            assertThat(id).hasToString("0123456789abcdef8000000000000001");
            assertThat(id.bytes()).hasSize(Id.BYTES).startsWith(1, 0x23).endsWith(0, 1);
        }

        @Test
        void survivesTheWayThroughItsBytes() {
            for (int i = 0; i < 1000; i++) {
                Id id = new Id(random.nextLong(), random.nextLong());
                assertThat(Id.of(id.bytes())).isEqualTo(id);
            }
        }

        @Test
        void isAnotherOneEachTimeItIsDrawn() {
            assertThat(Id.random()).isNotEqualTo(Id.random());
        }

        @Test
        void cannotBeChangedThroughItsBytes() {
            Id id = new Id(1, 2);
            id.bytes()[0] = 99;

            assertThat(id).isEqualTo(new Id(1, 2));
        }
    }

    @Nested
    class AResult {

        @ParameterizedTest
        @ValueSource(strings = {"", "booked", "ä😀\0\n"})
        void ofTextComesBack(String text) {
            assertThat(throughBytes(ResultCodec.string(), text)).isEqualTo(text);
        }

        @Test
        void ofBytesComesBack() {
            byte[] bytes = "ä\0".getBytes(UTF_8);

            assertThat(throughBytes(ResultCodec.bytes(), bytes)).isEqualTo(bytes);
            assertThat(throughBytes(ResultCodec.bytes(), new byte[0])).isEmpty();
        }

        @Test
        @SuppressWarnings("NullAway") // it doesn't see that the type argument is nullable
        void mayBeNothing() {
            assertThat(ResultCodec.none().encode(null)).isNull();
            assertThat(ResultCodec.none().decode(new byte[] {1})).isNull();
            assertThat(ResultCodec.string().encode(null)).isNull();
            assertThat(ResultCodec.string().decode(null)).isNull();
            assertThat(ResultCodec.bytes().encode(null)).isNull();
            assertThat(ResultCodec.bytes().decode(null)).isNull();
        }

        @Test
        void mayHaveACodecOfTheCallers() {
            ResultCodec<Integer> codec = ResultCodec.of(
                    n -> Integer.toString(n).getBytes(UTF_8),
                    bytes -> bytes == null ? 0 : Integer.parseInt(new String(bytes, UTF_8)));

            assertThat(throughBytes(codec, 42)).isEqualTo(42);
        }

        private <T extends @Nullable Object> T throughBytes(ResultCodec<T> codec, T value) {
            return codec.decode(codec.encode(value));
        }
    }

    @Nested
    class AnOutcome {

        @Test
        void isToldByTheOneFunctionThatFits() {
            Outcome<String> completed =
                    new Outcome.Completed<>("new", true, false, CompletableFuture.completedFuture(MarkState.MARKED));

            assertThat(told(completed)).isEqualTo("completed new");
            assertThat(told(new Outcome.AlreadyDone<>("old"))).isEqualTo("already done old");
            assertThat(told(new Outcome.Busy<>(Optional.of(new Holder(7, Optional.empty(), Optional.empty())))))
                    .isEqualTo("busy session 7");
        }

        private String told(Outcome<String> outcome) {
            Function<Outcome.Busy<String>, String> busy =
                    b -> "busy " + b.holder().map(Holder::toString).orElse("?");
            return outcome.match(c -> "completed " + c.value(), a -> "already done " + a.value(), busy);
        }
    }

    @Nested
    class AHolder {

        @Test
        void isNamedAsFarAsItMayBeSeen() {
            assertThat(new Holder(381, Optional.of("batch"), Optional.of("10.0.0.4:51213")))
                    .hasToString("session 381 (batch@10.0.0.4:51213)");
            assertThat(new Holder(381, Optional.of("batch"), Optional.empty())).hasToString("session 381 (batch@?)");
            assertThat(new Holder(381, Optional.empty(), Optional.empty())).hasToString("session 381");
        }
    }
}
