package dev.latchkey.trials.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing stays behind, however a JVM ends. */
class LeftoversTest {

    @Nested
    class OfASecondJvm {

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void areGoneWhenItEnds(boolean byKill) throws IOException {
            String servers = System.getProperty(ServerSource.SERVERS, "embedded");
            assumeFalse(servers.matches("(docker|urls):.*"), "needs server processes of our own");
            try (SecondJvm jvm = SecondJvm.start(ServerHolder.class)) {
                String[] said = jvm.says().split(" ", 2);
                Login login = new Login(said[0], "root", "");
                Path folderOfJvm = Path.of(said[1]).resolve("../..").normalize();
                assertThat(folderOfJvm).isDirectory();
                assertThat(answers(login)).isTrue();

                if (byKill) {
                    jvm.kill();
                } else {
                    jvm.letEnd();
                }

                assertThat(Until.holds(() -> Files.notExists(folderOfJvm))).isTrue();
                assertThat(answers(login)).isFalse();
            }
        }

        private static boolean answers(Login login) {
            try {
                login.dataFolder();
                return true;
            } catch (SQLException e) {
                return false;
            }
        }
    }

    /** As if the watcher had been killed together with its JVM. A waiting shell stands in for the server. */
    @Nested
    class WithoutAWatcher {
        @TempDir
        private Path running;

        private final List<Process> servers = new ArrayList<>();
        private Path folder;

        @BeforeEach
        void leaveAFolder() throws IOException {
            folder = Files.createDirectories(running.resolve("1-abc"));
            Files.createFile(folder.resolve("owner.lock"));
        }

        @AfterEach
        void endServers() {
            servers.forEach(Process::destroyForcibly);
        }

        @Test
        void areSweptUpByTheNextJvm() throws Exception {
            Process server = leaveAServer("--datadir=" + folder + "/server-1/data");

            RunFolder.sweep(running);

            assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(folder).doesNotExist();
        }

        @Test
        void aStrangerWithTheServersOldProcessIdIsSpared() throws IOException {
            Process server = leaveAServer("--datadir=/elsewhere");

            RunFolder.sweep(running);

            assertThat(folder).doesNotExist();
            assertThat(server.isAlive()).isTrue();
        }

        @Test
        void areNotTouchedWhileTheirOwnerLives() throws IOException {
            Process server = leaveAServer("--datadir=" + folder + "/server-1/data");
            try (SecondJvm owner = SecondJvm.start(
                    LockHolder.class, folder.resolve("owner.lock").toString())) {
                assertThat(owner.says()).isEqualTo("locked: true");

                RunFolder.sweep(running);

                assertThat(folder).isDirectory();
                assertThat(server.isAlive()).isTrue();
            }
        }

        private Process leaveAServer(String argument) throws IOException {
            Process shell = new ProcessBuilder("/bin/sh", "-c", "read -r _", "server", argument).start();
            servers.add(shell);
            Path folderOfServer = Files.createDirectory(folder.resolve("server-1"));
            Files.writeString(folderOfServer.resolve("server.pid"), shell.pid() + "\n");
            return shell;
        }
    }
}
