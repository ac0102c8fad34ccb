package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionTest {

    /** Ids are stored for as long as receipts are: these may never change. */
    @ParameterizedTest
    @CsvSource({
        "'',   ACCOUNT_123_TASK, payment-77, a5f1ef8eaebe78822cf486f1f0e5a021",
        "SHOP, ACCOUNT_123_TASK, payment-77, ea8359c14033540c7b1b0b064d60ead3",
        "'',   ACCOUNT_123_TÄSK, 😀,         e84640db3810f3c1495ef529d47a1374",
    })
    void itsIdIsStable(String namespace, String key, String workId, String id) {
        assertThat(Action.of(new Namespace(namespace), LockKey.parse(key), WorkId.of(workId))
                        .id())
                .hasToString(id);
    }

    @Test
    void movingACharacterBetweenThePartsChangesTheId() {
        String all = "ABCDEFGH";
        Set<Id> ids = new HashSet<>();
        int cuts = 0;
        for (int first = 0; first <= all.length(); first++) {
            for (int second = first; second < all.length(); second++) {
                Namespace namespace = new Namespace(all.substring(0, first));
                LockKey key = LockKey.parse(all.substring(first, second));
                ids.add(Action.of(namespace, key, WorkId.of(all.substring(second)))
                        .id());
                cuts++;
            }
        }
        assertThat(ids).hasSize(cuts);
    }

    @Test
    void theLongestPartsHaveAnIdToo() {
        String longest = "😀".repeat(255);

        Action action = Action.of(Namespace.of("N".repeat(16)), LockKey.parse(longest), WorkId.of(longest));

        assertThat(action.id()).isNotEqualTo(new Id(0, 0));
    }

    @Test
    void isNamedForPeople() {
        assertThat(Action.of(Namespace.NONE, LockKey.parse("ACCOUNT_123_TASK"), WorkId.of("payment-77")))
                .hasToString("payment-77 of ACCOUNT_123_TASK");
    }
}
