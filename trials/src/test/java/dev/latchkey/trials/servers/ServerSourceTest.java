package dev.latchkey.trials.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSourceTest {

    @Test
    void eachFormOfTextNamesItsSource(@TempDir Path home) throws IOException {
        Path mysqld =
                Files.createFile(Files.createDirectory(home.resolve("bin")).resolve("mysqld"));
        assertThat(mysqld.toFile().setExecutable(true)).isTrue();

        assertThat(parse("embedded"))
                .isInstanceOfSatisfying(
                        ProgramSource.class,
                        source -> assertThat(source.program()).isInstanceOf(EmbeddedMariaDb.class));
        assertThat(parse(home.toString())).isEqualTo(new ProgramSource(new MysqldHome(home)));
        assertThat(parse("docker:mysql:9.7")).isEqualTo(new ImageSource("mysql:9.7"));
        assertThat(parse("urls:jdbc:mysql://one:3306/,jdbc:mysql://two/?x=1")).isInstanceOf(GivenSource.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "embeded", "docker:", "/no/such/folder", "\0"})
    void otherTextIsRefusedWithTheFourForms(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("servers '" + text + "' not understood; latchkey.servers takes embedded,"
                        + " a folder with bin/mysqld, docker:IMAGE such as docker:mysql:9.7,"
                        + " or urls:jdbc:mysql://HOST:PORT/,jdbc:mysql://HOST:PORT/");
    }

    @Test
    void givenServersNeedAnAccount() {
        assertThatThrownBy(() -> ServerSource.parse("urls:jdbc:mysql://one/", null, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("servers 'urls:jdbc:mysql://one/' need an account;"
                        + " set latchkey.user and, unless it is empty, latchkey.password");
    }

    @Test
    void aCommaInsideAUrlDoesNotEndIt() {
        ServerSource source = parse("urls:jdbc:mysql://one,two/,jdbc:mysql://three/old?a=b,c");

        assertThat(((GivenSource) source).servers())
                .extracting(server -> server.url("new"))
                .containsExactly("jdbc:mysql://one,two/new", "jdbc:mysql://three/new?a=b,c");
    }

    @Test
    void aUrlOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> parse("urls:jdbc:mariadb://one/"))
                .hasMessage("URL 'jdbc:mariadb://one/' not understood;"
                        + " it looks like jdbc:mysql://HOST:PORT/ or jdbc:mysql://HOST:PORT/?NAME=VALUE");
    }

    @Test
    void moreServersThanGivenAreRefused() {
        assertThatThrownBy(() -> parse("urls:jdbc:mysql://one/").start(3))
                .isInstanceOf(ServerException.class)
                .hasMessage("3 servers wanted, but latchkey.servers gives only 1;"
                        + " add 2 more after urls:, separated by commas");
    }

    @Test
    void optionsForServersThatRunAlreadyAreRefused() {
        assertThatThrownBy(() -> parse("urls:jdbc:mysql://one/").withOptions(List.of("--read-only=1")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("servers given by URL run already, so options [--read-only=1] come too late;"
                        + " use embedded servers, a folder with bin/mysqld, or docker:IMAGE");
    }

    @Test
    void optionsAddUp() {
        assertThat(parse("docker:mysql:9.7").withOptions(List.of("--a")).withOptions(List.of("--b")))
                .isEqualTo(new ImageSource("mysql:9.7", List.of("--a", "--b")));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 33})
    void anAbsurdCountIsRefused(int count) {
        assertThatThrownBy(() -> parse("embedded").start(count))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(count + " servers wanted; 1 to 32 can be had");
    }

    private static ServerSource parse(String text) {
        return ServerSource.parse(text, "root", "");
    }
}
