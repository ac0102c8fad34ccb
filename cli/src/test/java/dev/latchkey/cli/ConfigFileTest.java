package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.latchkey.LedgerDown;
import dev.latchkey.cli.options.ConfigFile;
import dev.latchkey.cli.options.WrongFileException;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.FleetConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigFileTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("LATCHKEY_PASSWORD", "all", "LEDGER_PASSWORD", "one");

    @TempDir
    private Path folder;

    private FleetConfig read(String text) throws IOException {
        return ConfigFile.read(Files.writeString(folder.resolve("fleet.yaml"), text), ENVIRONMENT::get);
    }

    @Test
    void whatIsSetForAllServersMayBeSetOtherwiseForOne() throws IOException {
        FleetConfig fleet = read("""
                # the shop
                user: app
                lease: 30s
                namespace: SHOP
                when-ledger-is-down: ask-the-receipt
                shards:
                  - url: jdbc:mysql://db1/shop
                  - url: jdbc:mysql://db2/shop
                    lease: 2m
                    pool-size: 20
                    application: night batch
                ledger:
                  url: jdbc:mysql://db3/shop
                  user: index
                  password-from: LEDGER_PASSWORD
                """);

        assertThat(fleet.shards())
                .extracting(
                        server -> server.url().text(), ServerConfig::user, ServerConfig::password, ServerConfig::lease)
                .containsExactly(
                        tuple("jdbc:mysql://db1/shop", "app", "all", Duration.ofSeconds(30)),
                        tuple("jdbc:mysql://db2/shop", "app", "all", Duration.ofMinutes(2)));
        assertThat(fleet.shards())
                .extracting(server -> server.limits().poolSize(), ServerConfig::application)
                .containsExactly(tuple(10, "latchkey"), tuple(20, "night batch"));
        assertThat(fleet.ledger())
                .hasValueSatisfying(ledger -> assertThat(ledger)
                        .extracting(ServerConfig::user, ServerConfig::password, ServerConfig::lease)
                        .containsExactly("index", "one", Duration.ofSeconds(30)));
        assertThat(fleet.namespace().text()).isEqualTo("SHOP");
        assertThat(fleet.whenLedgerIsDown()).isEqualTo(LedgerDown.ASK_THE_RECEIPT);
    }

    static Stream<Arguments> wrong() {
        String shard = "shards:\n  - url: jdbc:mysql://db1/shop\n";
        return Stream.of(
                Arguments.of("", "line 1: the file is empty; name at least one of 'shards'"),
                Arguments.of("user: app\n", "line 1: no shard is named; write 'shards:' and below it"),
                Arguments.of("- a\n", "line 1: here must be lines of the form 'name: value'"),
                Arguments.of(shard, "line 2: no 'user' is named for this server, nor for all of them"),
                Arguments.of("user: app\nshards:\n  - lease: 3s\n", "line 3: this server has no 'url'"),
                Arguments.of("user: app\nshards: db1\n", "line 2: 'shards' must be a list"),
                Arguments.of("user: app\nuser: app\n" + shard, "line 2: 'user' is set twice"),
                Arguments.of("user: app\npassword: x\n" + shard, "line 2: 'password' is no setting here; there are"),
                Arguments.of(
                        "user: app\npassword-from: NO\n" + shard,
                        "line 2: password-from: the environment has no variable 'NO'"),
                Arguments.of("user: app\nlease: soon\n" + shard, "line 2: lease: 'soon' is no duration; write"),
                Arguments.of(
                        "user: app\n" + shard + "    lease: 2h\n", "line 4: lease: lease PT2H refused: allowed are"),
                Arguments.of(
                        "user: app\n" + shard + "    pool-size: many\n",
                        "line 4: pool-size: 'many' is no whole number"),
                Arguments.of("user: app\n" + shard + "    pool-size: 0\n", "line 4: pool-size: pool size 0 refused"),
                Arguments.of(
                        "user: app\nshards:\n  - url: jdbc:mariadb://db1/shop\n",
                        "line 3: url: URL jdbc:mariadb://db1/shop refused"),
                Arguments.of("user: app\nnamespace: shop\n" + shard, "line 2: namespace: namespace"),
                Arguments.of(
                        "user: app\nwhen-ledger-is-down: wait\n" + shard,
                        "line 2: when-ledger-is-down: 'wait' is neither 'refuse' nor 'ask-the-receipt'"),
                Arguments.of("user: [\n", "line 2: "),
                Arguments.of("user: app\nshards:\n\t- url: x\n", "line 3: "));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsWrongIsToldWithItsLine(String text, String complaint) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(WrongFileException.class)
                .hasMessageContaining("fleet.yaml, " + complaint);
    }

    @Test
    void aFileThatIsNotThereIsOneClearLine() {
        CommandRun run =
                CommandRun.of("doctor", "--config", folder.resolve("none.yaml").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains("none.yaml can't be read");
    }
}
