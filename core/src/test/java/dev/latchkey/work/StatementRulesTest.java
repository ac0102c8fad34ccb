package dev.latchkey.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementRulesTest {

    private static final String OUTSIDE = "a run ends its own transaction; do DDL, settings and the like outside of it";
    private static final String ONE_AT_A_TIME = "several statements in one text; send them one at a time";
    private static final String EXECUTABLE =
            "an executable comment /*!…*/; write its content without the comment, if it is harmless";

    private static final Pattern FIRST_WORD = Pattern.compile("(?:--.*?\n|/\\*.*?\\*/|[ (])*(\\w+).*", Pattern.DOTALL);

    @Nested
    class Harmless {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SELECT 1",
                    "select balance from account where id = ? for update",
                    "(SELECT 1) UNION (SELECT 2)",
                    "((select 1))",
                    "INSERT INTO t (a) VALUES (?) ON DUPLICATE KEY UPDATE a = a + 1",
                    "UPDATE t SET a = a + 1",
                    "DELETE FROM t WHERE a = ?",
                    "REPLACE INTO t VALUES (1)",
                    "WITH x AS (SELECT 1) SELECT * FROM x",
                    "VALUES ROW(1)",
                    "TABLE t",
                    "DO SLEEP(0)",
                    "  \t\n SELECT 1",
                    "SELECT 1;",
                    "SELECT 1 ; \n -- the end",
                    "SELECT @x := 1, @@session.sql_mode",
                    "SELECT {fn NOW()}, {d '2026-11-22'}",
                    "SELECT 1--1",
                    "SELECT 1 -- commit",
                    "SELECT 1 --",
                    "SELECT 1 # commit",
                    "# a remark\nSELECT 1",
                    "-- a remark; with a semicolon\nSELECT 1",
                    "/* a remark; commit */ SELECT 1",
                    "/**/SELECT/* */1/***/",
                    "SELECT /*+ MAX_EXECUTION_TIME(100) */ 1",
                    "SELECT * FROM commit_log, `rollback`, my_get_lock, get_locks",
                    "SELECT 'commit; rollback', \"; begin\", `a;b`",
                    "SELECT '/*! commit */', \"--\", '#'",
                    "SELECT 'it''s', 'it\\'s; commit', \"say \\\"x\\\";\", 'back\\\\'",
                    "SELECT 'GET_LOCK(1)', 'get_lock'",
                    "SELECT 0x41, x'41', _utf8mb4'a', N'b', 1e5, \\N"
                })
        void statementsPass(String sql) {
            assertThat(StatementRules.objection(sql, false)).isEmpty();
            assertThat(StatementRules.objection(sql, true)).isEmpty();
        }
    }

    @Nested
    class Refused {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ALTER TABLE t ADD x INT",
                    "ANALYZE TABLE t",
                    "BEGIN",
                    "BINLOG 'x'",
                    "CACHE INDEX t IN c",
                    "CHANGE MASTER TO x = 1",
                    "CHECK TABLE t",
                    "COMMIT",
                    "CREATE TABLE t (a INT)",
                    "CREATE TEMPORARY TABLE t (a INT)",
                    "DROP TABLE t",
                    "EXECUTE p",
                    "EXECUTE IMMEDIATE 'commit'",
                    "EXPLAIN ANALYZE SELECT 1",
                    "FLUSH TABLES",
                    "GRANT SELECT ON t TO u",
                    "HANDLER t OPEN",
                    "INSTALL PLUGIN p SONAME 's'",
                    "KILL 1",
                    "LOAD DATA INFILE 'f' INTO TABLE t",
                    "LOCK TABLES t WRITE",
                    "OPTIMIZE TABLE t",
                    "PREPARE p FROM 'commit'",
                    "PURGE BINARY LOGS TO 'x'",
                    "RELEASE SAVEPOINT s",
                    "RENAME TABLE t TO u",
                    "REPAIR TABLE t",
                    "RESET BINARY LOGS AND GTIDS",
                    "ROLLBACK",
                    "ROLLBACK TO SAVEPOINT s",
                    "SAVEPOINT s",
                    "SET autocommit = 1",
                    "SET STATEMENT max_statement_time = 1 FOR COMMIT",
                    "SHOW TABLES",
                    "START TRANSACTION",
                    "STOP REPLICA",
                    "TRUNCATE TABLE t",
                    "UNLOCK TABLES",
                    "USE other",
                    "XA START 'x'",
                    "commit",
                    "  /* harmless? */ Commit",
                    "-- select\nCOMMIT",
                    "(((commit)))",
                    "selects 1",
                    "_SELECT 1"
                })
        void isWhatIsNotKnownToBeHarmless(String sql) {
            String word = FIRST_WORD.matcher(sql).replaceFirst("$1").toUpperCase(Locale.ROOT);
            assertRefused(sql, "a statement that starts with " + word + "; " + OUTSIDE);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/*!50000 commit */",
                    "/*! commit */",
                    "/*!*/SELECT 1",
                    "SELECT 1 /*!99999 ; commit */",
                    "SELECT /*! STRAIGHT_JOIN */ 1",
                    "/*M! commit */",
                    "/*M!100000 commit */ SELECT 1",
                    "SELECT 1;/*! commit */"
                })
        void isAnExecutableComment(String sql) {
            assertRefused(sql, EXECUTABLE);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SELECT 1; COMMIT",
                    "SELECT 1;;",
                    "SELECT 1;SELECT 2;",
                    "SELECT 1; 'x'",
                    "SELECT '\\\\'; COMMIT; -- '",
                    "SELECT 'a''' ; COMMIT",
                    "SELECT 1--1; COMMIT",
                    "SELECT 1 --x\n; COMMIT",
                    "SELECT 1 # x\n; COMMIT",
                    "SELECT 1 /* x */; COMMIT"
                })
        void areSeveralStatementsInOneText(String sql) {
            assertRefused(sql, ONE_AT_A_TIME);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "SELECT GET_LOCK('x', 0)                    | GET_LOCK",
                    "SELECT get_lock ('x', 0)                   | GET_LOCK",
                    "SELECT Get_Lock/**/('x', 0)                | GET_LOCK",
                    "SELECT/**/GET_LOCK/* */ ('x', 0)           | GET_LOCK",
                    "SELECT `GET_LOCK`('x', 0)                  | GET_LOCK",
                    "SELECT \"get_lock\"('x', 0)                | GET_LOCK",
                    "SELECT 1+GET_LOCK('x',0)                   | GET_LOCK",
                    "SELECT 1--GET_LOCK('x',0)                  | GET_LOCK",
                    "DO RELEASE_LOCK('x')                       | RELEASE_LOCK",
                    "UPDATE t SET a = RELEASE_ALL_LOCKS()       | RELEASE_ALL_LOCKS",
                    "INSERT INTO t SELECT IS_FREE_LOCK('x')     | IS_FREE_LOCK",
                    "WITH x AS (SELECT IS_USED_LOCK('x')) TABLE x | IS_USED_LOCK",
                    "SELECT service_get_read_locks('a','b',1)   | SERVICE_GET_READ_LOCKS",
                    "SELECT service_get_write_locks('a','b',1)  | SERVICE_GET_WRITE_LOCKS",
                    "SELECT service_release_locks('a')          | SERVICE_RELEASE_LOCKS",
                    "SELECT 'it''s', get_lock('x',0)            | GET_LOCK",
                    "SELECT {fn GET_LOCK('x',0)}                | GET_LOCK",
                })
        void isALockFunction(String sql, String function) {
            assertRefused(sql, "the lock function " + function + "; take further locks around the run, not inside it");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", ";", "-- nothing", "# nothing", "/* nothing */"})
        void isATextWithoutAStatement(String sql) {
            assertRefused(sql, "an empty statement; send one");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "SELECT 'a            | a text whose quote ' is never closed; close it",
                    "SELECT 'a\\'         | a text whose quote ' is never closed; close it",
                    "SELECT \"a           | a text whose quote \" is never closed; close it",
                    "SELECT `a            | a text whose quote ` is never closed; close it",
                    "SELECT /* a          | a comment that is never closed; close it",
                    "SELECT /*/ 1         | a comment that is never closed; close it",
                })
        void isWhatIsNeverClosed(String sql, String why) {
            assertRefused(sql, why);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\u00a0SELECT 1", "*", ", SELECT 1", "\0SELECT 1", "@x"})
        void isWhatStartsWithoutAWord(String sql) {
            assertRefused(sql, "a statement that starts with " + sql.charAt(0) + "; " + OUTSIDE);
        }
    }

    @Nested
    class Calls {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "CALL p()",
                    "call p(?, ?)",
                    "/* x */ CALL p()",
                    "{call p(?)}",
                    " { ? = call f(?) } ",
                    "{?=CALL f()}",
                    "{call\np()}"
                })
        void passIfTheyWereAskedFor(String sql) {
            assertThat(StatementRules.objection(sql, true)).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "CALL p()        | CALL",
                    "/* x */ call p()| CALL",
                    "{call p(?)}     | {",
                    "{? = call f(?)} | {",
                })
        void areRefusedIfNot(String sql, String start) {
            assertRefused(
                    sql,
                    "a statement that starts with %s; say permittingCalls() if the work must call procedures"
                            .formatted(start));
        }

        @Test
        void bringNothingElseAlong() {
            assertRefused("COMMIT", true, "a statement that starts with COMMIT; " + OUTSIDE);
            assertRefused("CALL p(); COMMIT", true, ONE_AT_A_TIME);
            assertRefused(
                    "CALL p(GET_LOCK('x', 0))",
                    true,
                    "the lock function GET_LOCK; take further locks around the run, not inside it");
            assertRefused("CALL p(/*! 1 */)", true, EXECUTABLE);
            assertRefused("SELECT 1; CALL p()", true, ONE_AT_A_TIME);
            assertRefused("{call p()}; COMMIT", true, ONE_AT_A_TIME);
            assertRefused("{call p(1 /*! , 2 */)}", true, EXECUTABLE);
        }
    }

    private static void assertRefused(String sql, String why) {
        assertRefused(sql, false, why);
    }

    private static void assertRefused(String sql, boolean calls, String why) {
        RefusedStatementException refusal =
                StatementRules.objection(sql, calls).orElseThrow(() -> new AssertionError("not refused: " + sql));

        assertThat(refusal.getMessage()).isEqualTo("refused inside a guarded run: " + why);
        assertThat(refusal.getSQLState()).isEqualTo("2F003");
    }
}
