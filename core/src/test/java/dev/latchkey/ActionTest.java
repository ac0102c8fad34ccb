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
        "'',   ACCOUNT_123_TASK, payment-77, a5baed294278a2826922d45d23259522",
        "SHOP, ACCOUNT_123_TASK, payment-77, 418fa6a82f83bcd477dbf842d8b2bac4",
        "'',   ACCOUNT_123_TÄSK, 😀,         622bee06ce1d4793e61f077431304b45",
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
    void twoKeysThatReadTheSameButHaveOtherOwnersHaveOtherIds() {
        LockKey parsed = LockKey.parse("TENANT_acme_BILLING");
        LockKey made = LockKey.of("TENANT", "acme", "BILLING");
        WorkId workId = WorkId.of("w");

        assertThat(Action.of(Namespace.NONE, parsed, workId).id())
                .isNotEqualTo(Action.of(Namespace.NONE, made, workId).id());
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
