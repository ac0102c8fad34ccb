package dev.latchkey.trials.pins;

import static dev.latchkey.trials.support.TestServers.isMariaDb;
import static dev.latchkey.trials.support.TestServers.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.trials.support.TestServers;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server makes of a lock's name: the reason for the codec. */
class LockNamesPinTest {

    /** MySQL: ER_USER_LOCK_WRONG_NAME, and what 9.x says of a longer one. */
    private static final int WRONG_NAME = 3057;

    private static final int TOO_LONG = 4163;

    /** MariaDB: ER_TOO_LONG_IDENT. */
    private static final int TOO_LONG_IDENTIFIER = 1059;

    @RegisterExtension
    private final Sessions sessions = new Sessions();

    private RawSession holder;
    private RawSession other;

    @BeforeEach
    void openSessions() throws SQLException {
        holder = sessions.open();
        other = sessions.open();
    }

    @Test
    void has64CharactersOnMySqlAnd192OnMariaDb() throws SQLException {
        int longest = isMariaDb() ? 192 : 64;
        String name = (sessions.newName() + "_").repeat(192).substring(0, longest);

        assertThat(holder.ask("SELECT GET_LOCK(?, 0)", name)).isEqualTo("1");
        assertThat(other.ask("SELECT IS_USED_LOCK(?)", name)).isEqualTo(Long.toString(holder.id()));

        int error = isMariaDb() ? TOO_LONG_IDENTIFIER : version().startsWith("9") ? TOO_LONG : WRONG_NAME;
        assertThat(other.errorOf("SELECT GET_LOCK(?, 0)", name + "X")).isEqualTo(error);
        holder.ask("SELECT RELEASE_ALL_LOCKS()");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "NULL",
            value = {"''", "NULL"})
    void emptyOrNullIsAnErrorOnMySqlAndNullOnMariaDb(String name) throws SQLException {
        if (isMariaDb()) {
            assertThat(holder.ask("SELECT GET_LOCK(?, 0)", name)).isNull();
        } else {
            assertThat(holder.errorOf("SELECT GET_LOCK(?, 0)", name)).isEqualTo(WRONG_NAME);
        }
    }

    @ParameterizedTest
    @CsvSource({"ab, AB", "é, É", "Ω, ω"})
    void letterCaseIsFoldedOnMySqlAndKeptOnMariaDb(String one, String two) throws SQLException {
        assertThat(areOneLock(one, two)).isEqualTo(!isMariaDb());
    }

    @ParameterizedTest
    @CsvSource({"é, e", "ß, ss", "'b ', b", "ab, ac"})
    void accentsAndBlanksAreKept(String one, String two) throws SQLException {
        assertThat(areOneLock(one, two)).isFalse();
    }

    @Test
    void allAfterANulIsIgnored() throws SQLException {
        assertThat(areOneLock("k\0a", "k\0b")).isTrue();
        assertThat(areOneLock("k\0a", "k")).isTrue();
    }

    @Test
    void charactersOutsideTheBmpAreRefusedByMySqlAndTakenByMariaDb() throws SQLException {
        String name = sessions.newName() + "😀";
        if (isMariaDb()) {
            assertThat(holder.ask("SELECT GET_LOCK(?, 0)", name)).isEqualTo("1");
        } else {
            assertThat(holder.errorOf("SELECT GET_LOCK(?, 0)", name)).isEqualTo(WRONG_NAME);
        }
    }

    @Test
    void theCodecsOwnCharactersAreTakenByAll() throws SQLException {
        String name = sessions.newName() + "$A_.:/#@-~09Z";

        assertThat(holder.ask("SELECT GET_LOCK(?, 0)", name)).isEqualTo("1");
        assertThat(other.ask("SELECT IS_FREE_LOCK(?)", name)).isEqualTo("0");
        holder.ask("SELECT RELEASE_ALL_LOCKS()");
    }

    @Test
    void isOneInTheWholeServerWhateverTheSchema() throws SQLException {
        String name = sessions.newName();
        RawSession elsewhere = sessions.keep(RawSession.open(
                TestServers.freshSchema(0),
                TestServers.server(0).user(),
                TestServers.server(0).password()));

        assertThat(holder.ask("SELECT GET_LOCK(?, 0)", name)).isEqualTo("1");
        assertThat(elsewhere.ask("SELECT GET_LOCK(?, 0)", name)).isEqualTo("0");
    }

    private boolean areOneLock(String one, String two) throws SQLException {
        String prefix = sessions.newName();
        assertThat(holder.ask("SELECT GET_LOCK(?, 0)", prefix + one)).isEqualTo("1");
        String free = other.ask("SELECT IS_FREE_LOCK(?)", prefix + two);
        assertThat(holder.ask("SELECT RELEASE_ALL_LOCKS()")).isEqualTo("1");
        return "0".equals(free);
    }
}
