package dev.latchkey.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.LedgerDown;
import dev.latchkey.Namespace;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.mysql.ServerConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FleetConfigTest {

    private final ServerConfig one = ServerConfig.of("jdbc:mysql://db1/shop", "app", "secret");
    private final ServerConfig two = ServerConfig.of("jdbc:mysql://db2/shop", "app", "secret");

    @Test
    void changesOneThingAtATime() {
        FleetConfig config = FleetConfig.of(List.of(one));

        assertThat(config)
                .isEqualTo(new FleetConfig(List.of(one), Optional.empty(), Namespace.NONE, LedgerDown.REFUSE));
        assertThat(config.withLedger(two))
                .isEqualTo(new FleetConfig(List.of(one), Optional.of(two), Namespace.NONE, LedgerDown.REFUSE));
        assertThat(config.withNamespace(Namespace.of("EU")))
                .isEqualTo(new FleetConfig(List.of(one), Optional.empty(), Namespace.of("EU"), LedgerDown.REFUSE));
        assertThat(config.whenLedgerIsDown(LedgerDown.ASK_THE_RECEIPT))
                .isEqualTo(new FleetConfig(List.of(one), Optional.empty(), Namespace.NONE, LedgerDown.ASK_THE_RECEIPT));
    }

    @Test
    void withoutAShardIsRefused() {
        assertThatThrownBy(() -> FleetConfig.of(List.of()))
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessage("no shard given; name at least one server");
    }

    @Nested
    class ShardsThatWereAsked {

        private static final String FLEET = "0".repeat(32);
        private static final String OTHER = "f".repeat(32);

        private final ShardIdentity first = new ShardIdentity(FLEET, "s1", 2);
        private final ShardIdentity second = new ShardIdentity(FLEET, "s2", 2);

        @Test
        void areFineIfTheyAreOneFleetInAnyOrder() {
            assertThatCode(() -> FleetCheck.complete(List.of(first, second))).doesNotThrowAnyException();
            assertThatCode(() -> FleetCheck.complete(List.of(second, first))).doesNotThrowAnyException();
        }

        @Test
        void mustBeOfOneFleet() {
            assertRefused(
                    List.of(first, new ShardIdentity(OTHER, "s2", 2)),
                    "shard s1 is of fleet %s, shard s2 of fleet %s; name the servers of one fleet"
                            .formatted(FLEET, OTHER));
        }

        @Test
        void mustNotBeCopiesOfEachOther() {
            assertRefused(
                    List.of(first, first),
                    "two servers say that they are shard s1; one is a copy of the other, leave it out");
        }

        @Test
        void mustBeAllOfThem() {
            assertRefused(List.of(second), "the fleet has 2 shards, 1 were given: [s2]; name all of them");
        }

        private static void assertRefused(List<ShardIdentity> shards, String why) {
            assertThatThrownBy(() -> FleetCheck.complete(shards))
                    .isInstanceOf(RefusedConfigurationException.class)
                    .hasMessage(why);
        }
    }
}
