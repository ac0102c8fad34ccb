package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LockNameTest {

    private static final String SHOP = "SHOP";

    /** What no server folds, cuts or refuses; {@code $} and {@code ~} are the codec's own. */
    private static final Pattern SAFE = Pattern.compile("[A-Z0-9_.:/#@$~-]{1,64}");

    @Nested
    class OfASlot {

        @Test
        void isTheNameOfTheLockAndItsNumber() {
            LockName name = LockName.of(Namespace.of(SHOP), LockKey.parse("REPORTS_7_A"));

            assertThat(name.slot(3).text()).isEqualTo("SHOP$REPORTS_7_A+3");
            assertThat(name.slot(3).lockClass()).isEqualTo("REPORTS_A");
            assertThat(name.queue().text()).isEqualTo("SHOP$REPORTS_7_A+WAIT");
            assertThat(LockName.exact("my_job").slot(2047).text()).isEqualTo("my_job+2047");
        }

        @Test
        void makesRoomByAHashThatStaysTheSameForAllNumbers() {
            LockName name = LockName.of(LockKey.parse("K".repeat(60)));

            assertThat(name.text()).isEqualTo("K".repeat(60));
            assertThat(name.slot(0).text()).matches("K{32}~[0-9A-Z]{24}\\+0");
            assertThat(name.slot(2047).text()).isEqualTo(name.slot(0).text().replace("+0", "+2047"));
        }

        @Test
        void isNeverThatOfAnotherKeyAndAlwaysOneThatServersKeep() {
            NastyKeys keys = new NastyKeys(new Random(20261127));
            Map<String, String> takenBy = new HashMap<>();
            for (int i = 0; i < 20_000; i++) {
                String namespace = keys.nextNamespace();
                String key = keys.nextKey();
                String name = LockName.of(new Namespace(namespace), LockKey.parse(key))
                        .slot(2047)
                        .text();
                assertThat(name).matches("[A-Z0-9_.:/#@$~-]{1,59}\\+2047");
                String other = takenBy.putIfAbsent(name.toUpperCase(Locale.ROOT), namespace + "$" + key);
                assertThat(other).isIn(null, namespace + "$" + key);
            }
        }

        @Test
        void isRefusedOutOfBoundsAndWhereThereIsNoRoom() {
            assertThatThrownBy(() -> LockName.exact("my_job").slot(2048))
                    .hasMessage("slot 2048 of my_job: the slots of a lock have the numbers 0 to 2047");
            assertThatThrownBy(() -> LockName.exact("j".repeat(60)).slot(0))
                    .hasMessage("lock name %s has 60 characters, which leaves no room for +0; use one of at most 59"
                            .formatted("j".repeat(60)));
        }
    }

    @Nested
    class OfAKey {

        @ParameterizedTest
        @MethodSource("dev.latchkey.LockNameVectors#all")
        void isWhatTheVectorsSay(LockNameVectors.Vector vector) {
            assertThat(nameOf(vector.namespace(), vector.key())).isEqualTo(vector.name());
        }

        @Test
        void twoDifferentKeysNeverShareOneFoldedOrNot() {
            NastyKeys keys = new NastyKeys(new Random(20261122));
            Map<String, String> takenBy = new HashMap<>();
            for (int i = 0; i < 100_000; i++) {
                String namespace = keys.nextNamespace();
                String key = keys.nextKey();
                String full = namespace + "$" + key;
                String name = nameOf(namespace, key);
                if (!SAFE.matcher(name).matches()) {
                    fail("%s has the name %s, which some server folds, cuts or refuses", full, name);
                }
                String other = takenBy.putIfAbsent(name.toUpperCase(Locale.ROOT), full);
                if (other != null && !other.equals(full)) {
                    fail("%s and %s share the name %s", full, other, name);
                }
            }
            assertThat(takenBy).hasSizeGreaterThan(90_000);
        }

        @Test
        void aNameOfAnotherKeyIsNoWayIn() {
            for (LockNameVectors.Vector vector : LockNameVectors.all()) {
                if (!vector.name().equals(vector.key())) {
                    assertThat(nameOf("", vector.name())).isNotEqualTo(vector.name());
                }
            }
        }

        @Test
        void isVerbatimUpTo64CharactersWithTheNamespace() {
            assertThat(nameOf("", "K".repeat(64))).isEqualTo("K".repeat(64));
            assertThat(nameOf("", "K".repeat(65)))
                    .startsWith("K".repeat(32) + "~")
                    .hasSize(57);
            assertThat(nameOf(SHOP, "K".repeat(59))).isEqualTo("SHOP$" + "K".repeat(59));
            assertThat(nameOf(SHOP, "K".repeat(60)))
                    .startsWith("SHOP$" + "K".repeat(32) + "~")
                    .hasSize(62);
            assertThat(nameOf("N".repeat(16), "k".repeat(40)))
                    .startsWith("N".repeat(16) + "$" + "K".repeat(22) + "~")
                    .hasSize(64);
        }

        private static String nameOf(String namespace, String key) {
            return LockName.of(new Namespace(namespace), LockKey.parse(key)).text();
        }
    }

    @Nested
    class TakenExactly {

        @ParameterizedTest
        @ValueSource(strings = {"my_job", "a", " ", "é ", "~", "\u0001", "\uffff"})
        void isSentAsItStands(String name) {
            assertThat(LockName.exact(name)).hasToString(name).isEqualTo(LockName.exact(name));
            assertThat(LockName.exact(name).text()).isEqualTo(name);
        }

        @Test
        void has1To64Characters() {
            assertThat(LockName.exact("n".repeat(64)).text()).hasSize(64);
            assertThatThrownBy(() -> LockName.exact("n".repeat(65)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "lock name has 65 characters, allowed are 1 to 64; shorten it, for example to a hash of it: '%s'"
                                    .formatted("n".repeat(65)));
            assertThatThrownBy(() -> LockName.exact(""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("lock name is empty; give it 1 to 64 characters");
        }

        @Test
        void hasNoCharacterThatServersCutOrRefuse() {
            assertThatThrownBy(() -> LockName.exact("k\0a"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "lock name 'k?a' has the character U+0000, which servers cut or refuse; use LockKey, which encodes it");
            assertThatThrownBy(() -> LockName.exact("job😀"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "lock name 'job😀' has the character U+1F600, which servers cut or refuse; use LockKey, which encodes it");
            assertThatThrownBy(() -> LockName.exact("job\ud800"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "lock name has a lone surrogate (U+D800), which is no character; remove it: 'job\ud800'");
        }
    }
}
