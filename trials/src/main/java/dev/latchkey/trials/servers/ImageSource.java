package dev.latchkey.trials.servers;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Containers of a Docker image that takes the variables of the official images of MySQL and MariaDB. */
record ImageSource(String image, List<String> options) implements ServerSource {
    private static final AtomicInteger SERVER_IDS = new AtomicInteger();

    ImageSource(String image) {
        this(image, List.of());
    }

    @Override
    public ServerSource withOptions(List<String> more) {
        return new ImageSource(
                image, Stream.concat(options.stream(), more.stream()).toList());
    }

    @Override
    public List<DatabaseServer> start(int count) {
        return SideBySide.start(count, this::startOne);
    }

    private String[] command() {
        return Stream.concat(
                        Stream.of("mysqld", "--max-connections=600", "--server-id=" + SERVER_IDS.incrementAndGet()),
                        options.stream())
                .toArray(String[]::new);
    }

    private DatabaseServer startOne() {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(ContainerServer.PORT)
                .withEnv("MYSQL_ALLOW_EMPTY_PASSWORD", "yes")
                .withCommand(command())
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
