package dev.latchkey.trials.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedFolderTest {
    @TempDir
    private Path parent;

    private final AtomicInteger fillings = new AtomicInteger();

    @Test
    void whoComesWhileItIsFilledWaitsAndFindsItWhole() throws InterruptedException {
        Thread second = new Thread(() -> PreparedFolder.get(parent, "made", this::fill));

        Path folder = PreparedFolder.get(parent, "made", half -> {
            second.start();
            assertThat(Until.holds(() -> second.getState() == Thread.State.WAITING))
                    .isTrue();
            fill(half);
        });
        second.join(10_000);

        assertThat(second.isAlive()).isFalse();
        assertThat(folder.resolve("file")).exists();
        assertThat(fillings).hasValue(1);
    }

    @Test
    void isNeverSeenHalfFilledAndIsTriedAgain() {
        assertThatThrownBy(() -> PreparedFolder.get(parent, "made", folder -> {
                    fill(folder);
                    throw new IOException("disk full");
                }))
                .isInstanceOf(ServerException.class)
                .hasMessageContainingAll(parent.resolve("made").toString(), "disk full");
        assertThat(parent.resolve("made")).doesNotExist();

        assertThat(PreparedFolder.get(parent, "made", this::fill)).isDirectory();
        assertThat(fillings).hasValue(2);
    }

    private void fill(Path folder) throws IOException {
        fillings.incrementAndGet();
        Files.createFile(folder.resolve("file"));
    }
}
