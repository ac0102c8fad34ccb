package dev.latchkey.trials.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserFolderTest {
    @TempDir
    private Path folder;

    @Test
    void isTheUsersCache() {
        assertThat(find(Map.of("HOME", folder + "/home"))).isEqualTo(folder.resolve("home/.cache/latchkey"));
        assertThat(find(Map.of("HOME", folder + "/home", "XDG_CACHE_HOME", folder + "/cache")))
                .isEqualTo(folder.resolve("cache/latchkey"));
    }

    @Test
    void isAmongTheTemporaryFilesForAUserWithoutAUsableHome() throws IOException {
        Path notAFolder = Files.createFile(folder.resolve("file"));
        Path expected = folder.resolve("latchkey-" + Files.getOwner(folder).getName());

        assertThat(find(Map.of("HOME", notAFolder.toString()))).isEqualTo(expected);
        assertThat(find(Map.of())).isEqualTo(expected);
        assertThat(Files.getPosixFilePermissions(expected))
                .isEqualTo(Set.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE));
    }

    private Path find(Map<String, String> environment) {
        return UserFolder.find(environment, folder);
    }
}
