package dev.latchkey.benchmarks.report;

import dev.latchkey.mysql.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Where figures come from.
 *
 * @param server product and version
 * @param durability the settings that decide what a commit costs
 * @param machine its processors and memory
 * @param date when
 * @param versions of Java, of the driver, and of what else was measured
 */
public record Place(String server, String durability, String machine, String date, String versions) {

    private static final List<String> DURABILITY = List.of("innodb_flush_log_at_trx_commit", "sync_binlog", "log_bin");
    private static final long MEBIBYTES_A_GIBIBYTE = 1024;

    /** The place of this JVM and that server. */
    public static Place of(ServerConfig server, String rivals) throws SQLException, IOException {
        try (Connection connection =
                        DriverManager.getConnection(server.url().text(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            String version = connection.getMetaData().getDatabaseProductVersion();
            String product = version.contains("MariaDB") ? "MariaDB " : "MySQL ";
            StringBuilder durability = new StringBuilder();
            for (String variable : DURABILITY) {
                try (ResultSet row = statement.executeQuery("SELECT @@" + variable)) {
                    row.next();
                    durability.append("%s = %s, ".formatted(variable, row.getString(1)));
                }
            }
            return new Place(
                    product + version.replaceFirst("-MariaDB.*", "").replaceFirst("^5\\.5\\.5-", ""),
                    durability.substring(0, durability.length() - 2),
                    thisMachine(),
                    LocalDate.now(ZoneOffset.UTC).toString(),
                    "Java %s, Connector/J %s, %s"
                            .formatted(
                                    Runtime.version().feature(),
                                    connection
                                            .getMetaData()
                                            .getDriverVersion()
                                            .replaceFirst("mysql-connector-j-", "")
                                            .replaceFirst(" .*", ""),
                                    rivals));
        }
    }

    private static String thisMachine() throws IOException {
        Path memory = Path.of("/proc/meminfo");
        String size = Files.isReadable(memory)
                ? ", %d GB"
                        .formatted(Files.readAllLines(memory).stream()
                                        .filter(line -> line.startsWith("MemTotal"))
                                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                                        .sum()
                                / MEBIBYTES_A_GIBIBYTE
                                / MEBIBYTES_A_GIBIBYTE)
                : "";
        return "%d processors%s, %s %s; clients and servers share them"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        size,
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
    }
}
