package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.sight.HolderLine;
import dev.latchkey.cli.sight.LockTable;
import dev.latchkey.sharding.SeenLock;
import dev.latchkey.sharding.SeenLock.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockTableTest {

    private static SeenLock lock(String name, State state, String application, String purpose, Optional<Duration> age) {
        return new SeenLock(
                "s1",
                name,
                state,
                381,
                Optional.of("app"),
                Optional.of("db-7"),
                Optional.of(application),
                Optional.of("4711"),
                Optional.of(purpose),
                age.map(Instant.EPOCH::plus),
                age,
                1);
    }

    private static Optional<Duration> seconds(long seconds) {
        return Optional.of(Duration.ofSeconds(seconds));
    }

    @Test
    void isAsWideAsItsCellsWhereThereIsRoom() {
        String table = LockTable.of(
                List.of(
                        lock("ACCOUNT_123_PAYMENTS", State.HELD, "billing.jar", "payment-77", seconds(14)),
                        lock("ACCOUNT_123_PAYMENTS", State.AWAITED, "batch", "main", Optional.empty())),
                Integer.MAX_VALUE);

        assertThat(table).isEqualToNormalizingNewlines("""
                        SHARD  LOCK                  STATE   AGE  SESSION  BY                FOR
                        s1     ACCOUNT_123_PAYMENTS  held    14s      381  billing.jar@db-7  payment-77
                        s1     ACCOUNT_123_PAYMENTS  awaits    ?      381  batch@db-7        main""".indent(0).stripTrailing());
    }

    @Test
    void fitsIntoEightyColumns() {
        String table = LockTable.of(
                List.of(
                        lock(
                                "ACCOUNT_1234567890_".repeat(3),
                                State.HELD,
                                "com.example.billing.Main",
                                "p".repeat(255),
                                seconds(14)),
                        lock("A_1", State.AWAITED, "x".repeat(64), "short", seconds(400_000))),
                80);

        assertThat(table.lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80))
                .anySatisfy(line -> assertThat(line).matches("s1 +ACCOUNT_1234567890_A\\.\\. +held .*pp\\.\\."));
    }

    @Test
    void givesATerminalNoCommands() {
        assertThat(LockTable.of(List.of(lock("A_1", State.HELD, "x", "a\033[2Jb\nc", seconds(1))), 80))
                .contains("a?[2Jb?c");
    }

    @Test
    void saysSoWhereThereIsNothing() {
        assertThat(LockTable.of(List.of(), 80)).isEqualTo("no lock is held or awaited");
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "119, 119s", "120, 2m", "7199, 119m", "7200, 2h", "172799, 47h", "172800, 2d"})
    void agesAreShort(long seconds, String shown) {
        assertThat(HolderLine.of(lock("A", State.HELD, "x", "y", seconds(seconds)))
                        .age())
                .isEqualTo(shown);
    }
}
