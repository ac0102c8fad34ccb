package dev.latchkey.trials.servers;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Containers of a Docker image that takes the variables of the official images of MySQL and MariaDB. */
record ImageSource(String image) implements ServerSource {
    private static final AtomicInteger SERVER_IDS = new AtomicInteger();

    @Override
    public List<DatabaseServer> start(int count) {
        return SideBySide.start(count, this::startOne);
    }

    private DatabaseServer startOne() {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(ContainerServer.PORT)
                .withEnv("MYSQL_ALLOW_EMPTY_PASSWORD", "yes")
                .withCommand("mysqld", "--max-connections=600", "--server-id=" + SERVER_IDS.incrementAndGet())
                .waitingFor(new LoginWait());
        try {
            container.start();
            return new ContainerServer(container);
        } catch (RuntimeException e) {
            container.stop();
            throw new ServerException(
                    "image " + image + " gave no server: " + e.getMessage()
                            + "; check that Docker runs and that the image is MySQL's or MariaDB's",
                    e);
        }
    }
}
