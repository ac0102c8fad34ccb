package dev.latchkey.trials.torture.nemesis;

import dev.latchkey.trials.torture.history.FaultKind;
import dev.latchkey.trials.torture.worker.Post;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What happens to worker processes. */
final class WorkerFaults {

    private static final int MORE_MILLIS = 1_500;

    private final List<Post> posts;
    private final Duration lease;

    WorkerFaults(List<Post> posts, Duration lease) {
        this.posts = List.copyOf(posts);
        this.lease = lease;
    }

    List<Fault> all() {
        return List.of(
                new Fault(FaultKind.WORKER_KILLED, random -> any(random).kill()),
                new Fault(
                        FaultKind.WORKER_PAUSED,
                        random -> any(random).pause(lease.plusMillis(200 + random.nextInt(MORE_MILLIS)))));
    }

    private Post any(Random random) {
        return posts.get(random.nextInt(posts.size()));
    }
}
