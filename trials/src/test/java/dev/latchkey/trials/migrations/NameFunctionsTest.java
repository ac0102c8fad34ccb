package dev.latchkey.trials.migrations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Bucket;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.Namespace;
import dev.latchkey.Semaphore;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.FleetConfig;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The functions of the migrations make of each key what {@link LockName}, {@link LockKey} and {@link Bucket} make of it. */
@TestInstance(Lifecycle.PER_CLASS)
class NameFunctionsTest {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-f]{4}|.)");

    private Connection connection;
    private PreparedStatement function;
    private PreparedStatement slot;
    private PreparedStatement owner;

    @BeforeAll
    void install() throws SQLException {
        ServerConfig server = FreshFleet.server(0);
        Migrations.migrate(FleetConfig.of(List.of(server)));
        connection = DriverManager.getConnection(server.url().text(), server.user(), server.password());
        function = connection.prepareStatement("SELECT latchkey_lock_name(?, ?)");
        slot = connection.prepareStatement("SELECT latchkey_slot_name(?, ?, ?)");
        owner = connection.prepareStatement("SELECT latchkey_owner(?), latchkey_bucket(latchkey_owner(?))");
    }

    @AfterAll
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void agreesWithThePublishedVectors() throws IOException, SQLException {
        try (InputStream file = LockName.class.getResourceAsStream("lock-name-vectors.tsv")) {
            List<String> vectors = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
            assertThat(vectors).hasSizeGreaterThan(50);
            for (String vector : vectors) {
                String[] columns = vector.split("\t", -1);
                assertThat(inSql(columns[0], unescaped(columns[1]))).as(vector).isEqualTo(columns[2]);
                agreeOnASlot(columns[0], unescaped(columns[1]), 0);
                agreeOnTheOwner(unescaped(columns[1]));
            }
        }
    }

    @Test
    void agreesWithJavaOnRandomKeys() throws SQLException {
        Random random = new Random(20261122);
        List<String> namespaces = List.of("", "SHOP", "A", "ABCDEFGHIJKLMNOP");
        List<String> alphabets = List.of(
                "ABC123_.:/#@-", "abcXYZ_", "aA \t\n\0~$%", "éÉßıİŸ\u0301", "日本語\ufffd\ufeff", "😀😁A", "'\"\\`");
        for (int i = 0; i < 2000; i++) {
            String namespace = namespaces.get(random.nextInt(namespaces.size()));
            String alphabet = alphabets.get(random.nextInt(alphabets.size()));
            String key = random.ints(random.nextInt(90), 0, alphabet.codePointCount(0, alphabet.length()))
                    .map(n -> alphabet.codePointAt(alphabet.offsetByCodePoints(0, n)))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();

            String inJava =
                    LockName.of(new Namespace(namespace), LockKey.parse(key)).text();
            assertThat(inSql(namespace, key)).as("%s$%s", namespace, key).isEqualTo(inJava);
            agreeOnASlot(namespace, key, random.nextInt(Semaphore.MOST_SLOTS));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ACCOUNT_123_TASK",
                "A_1_2_T",
                "A_B_7_C_D",
                "A_0007",
                "A_1_",
                "A__1",
                "_1",
                "1_2_3",
                "A_1x_T",
                "A_ 1_T",
                "A_1\n",
                "A_1\0x_2",
                "A_\u0661_T",
                "A\uff3f1",
                "A_\uff11",
                "",
                "_",
                "__",
                "NIGHTLY"
            })
    void findsTheOwnerThatJavaFinds(String key) throws SQLException {
        agreeOnTheOwner(key);
    }

    @Test
    void findsTheOwnerOfRandomKeys() throws SQLException {
        Random random = new Random(20261127);
        for (int i = 0; i < 1000; i++) {
            agreeOnTheOwner(random.ints(random.nextInt(20), 0, 8)
                    .mapToObj(n ->
                            List.of("_", "_", "1", "23", "A", "é", "😀", "\n").get(n))
                    .collect(Collectors.joining()));
        }
    }

    @Test
    void countsTheSlotsThatAreHeld() throws SQLException {
        LockKey key = LockKey.parse("NAMEFUNCTIONS_" + System.nanoTime() + "_slots");
        try (PreparedStatement take =
                connection.prepareStatement("SELECT GET_LOCK(?, 0), GET_LOCK(?, 0), latchkey_slots_held('', ?)")) {
            take.setString(1, LockName.of(key).slot(0).text());
            take.setString(2, LockName.of(key).slot(2047).text());
            take.setString(3, key.text());
            try (ResultSet row = take.executeQuery()) {
                row.next();
                assertThat(row.getInt(3)).isEqualTo(2);
            }
        }
    }

    private void agreeOnASlot(String namespace, String key, int number) throws SQLException {
        slot.setString(1, namespace);
        slot.setString(2, key);
        slot.setInt(3, number);
        try (ResultSet row = slot.executeQuery()) {
            row.next();
            assertThat(row.getString(1))
                    .as("%s$%s", namespace, key)
                    .isEqualTo(LockName.of(new Namespace(namespace), LockKey.parse(key))
                            .slot(number)
                            .text());
        }
    }

    private void agreeOnTheOwner(String key) throws SQLException {
        owner.setString(1, key);
        owner.setString(2, key);
        LockKey parsed = LockKey.parse(key);
        try (ResultSet row = owner.executeQuery()) {
            row.next();
            assertThat(row.getString(1)).as(key).isEqualTo(parsed.owner());
            assertThat(new Bucket(row.getInt(2))).as(key).isEqualTo(parsed.bucket());
        }
    }

    @Test
    void needsNoSessionInUtf8() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SET NAMES latin1");
            try (ResultSet row = statement.executeQuery("SELECT latchkey_lock_name('', _latin1 X'E94142')")) {
                row.next();
                assertThat(row.getString(1))
                        .isEqualTo(LockName.of(LockKey.parse("éAB")).text());
            } finally {
                statement.execute("SET NAMES utf8mb4");
            }
        }
    }

    private String inSql(String namespace, String key) throws SQLException {
        function.setString(1, namespace);
        function.setString(2, key);
        try (ResultSet row = function.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(escape -> Matcher.quoteReplacement(
                        switch (escape.group(1)) {
                            case "\\" -> "\\";
                            case "t" -> "\t";
                            case "n" -> "\n";
                            case "r" -> "\r";
                            default ->
                                Character.toString(
                                        Integer.parseInt(escape.group(1).substring(1), 16));
                        }));
    }
}
