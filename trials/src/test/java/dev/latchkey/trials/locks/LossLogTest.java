package dev.latchkey.trials.locks;

import static dev.latchkey.trials.support.ShortLease.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.LockName;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.OtherJvm;
import dev.latchkey.trials.support.ShortLease;
import dev.latchkey.trials.support.TestFleet;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program's log says: one warning for a loss, with all that a person needs, and nothing about what is normal. */
final class LossLogTest {

    private final LockName name = LockName.exact("log " + TestFleet.newWorkId());

    @TempDir
    private Path folder;

    @Test
    void aLossIsWarnedOfOnceWithAllThatAPersonNeeds() throws Exception {
        ServerConfig config = ShortLease.server(3);
        try (OtherJvm jvm = RemoteHolder.start(folder, config)) {
            long session = Long.parseLong(jvm.ask("take " + name));
            TestFleet.kill(config, session);
            await().atMost(BOUND).until(() -> !jvm.logged("WARN").isEmpty());
            assertThat(jvm.ask("ensure")).startsWith("LockLostException: ");
            assertThat(jvm.ask("release")).startsWith("LockLostException: ");
            assertThat(jvm.logged(name.text()))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .containsPattern("WARN .*"
                                    + Pattern.quote("lock " + name + " lost on the server: session " + session)
                                    + " .*, after [0-9.]+ m?s; run it again"));
            assertThat(jvm.logged("WARN")).hasSize(1);
            assertThat(jvm.logged("ERROR")).isEmpty();
        }
    }

    @Test
    void sessionsThatDiedIdleInThePoolAreReplacedWithoutAWord() throws Exception {
        ServerConfig config = ShortLease.server(1);
        try (OtherJvm jvm = RemoteHolder.start(folder, config)) {
            for (int i = 0; i < 3; i++) {
                long session = takeAndRelease(jvm);
                await().atMost(BOUND).until(() -> isGone(config, session));
                assertThat(takeAndRelease(jvm)).isNotEqualTo(session);
            }
            assertSilent(jvm);
        }
    }

    @Test
    void sessionsThatWereKilledIdleInThePoolAreReplacedWithoutAWord() throws Exception {
        ServerConfig config = ShortLease.server(20);
        try (OtherJvm jvm = RemoteHolder.start(folder, config)) {
            for (int i = 0; i < 3; i++) {
                long session = takeAndRelease(jvm);
                TestFleet.kill(config, session);
                assertThat(takeAndRelease(jvm)).isNotEqualTo(session);
            }
            assertSilent(jvm);
        }
    }

    @Test
    void takingAndReleasingIsNotLogged() throws Exception {
        ServerConfig config = ShortLease.server(20);
        try (OtherJvm jvm = RemoteHolder.start(folder, config)) {
            takeAndRelease(jvm);
            List<String> opened = jvm.logged("");
            assertThat(opened).isNotEmpty();
            jvm.ask("often " + name);
            assertThat(jvm.logged("")).isEqualTo(opened);
        }
    }

    /** The session. Whatever the session held, it held to the end. */
    private long takeAndRelease(OtherJvm jvm) throws Exception {
        String session = jvm.ask("take " + name);
        assertThat(jvm.ask("ensure")).isEqualTo(session);
        assertThat(jvm.ask("release")).isEqualTo(session);
        return Long.parseLong(session);
    }

    private static boolean isGone(ServerConfig config, long session) {
        return TestFleet.isGone(config, session);
    }

    private static void assertSilent(OtherJvm jvm) {
        assertThat(jvm.logged("INFO")).isNotEmpty(); // or the log would be somewhere else
        assertThat(jvm.logged("WARN")).isEmpty();
        assertThat(jvm.logged("ERROR")).isEmpty();
    }
}
