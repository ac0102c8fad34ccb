package dev.latchkey.trials.pins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Bucket;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Java and SQL must compute alike. */
class HashesPinTest {

    @RegisterExtension
    private final Sessions sessions = new Sessions();

    @Test
    void theBucketOfAnOwner() throws SQLException {
        RawSession session = sessions.open();
        Random random = new Random(7);

        assertThat(session.ask("SELECT CRC32('ACCOUNT_123') % 1024")).isEqualTo("464");
        for (int i = 0; i < 300; i++) {
            String owner = "ÄCCOUNT_😀" + random.nextInt();
            assertThat(session.number("SELECT CRC32(CONVERT(? USING utf8mb4)) % 1024", owner))
                    .as("bucket of %s", owner)
                    .isEqualTo(Bucket.ofOwner(owner).number());
        }
    }

    @Test
    void theHashInALockName() throws SQLException {
        RawSession session = sessions.open();

        assertThat(session.ask("SELECT LPAD(CONV(SUBSTR(SHA2('abc', 256), 1, 15), 16, 32), 12, '0')"))
                .isEqualTo("N9S1DFSF077U");
    }
}
