package dev.latchkey;

import java.time.Duration;

/** The same pause each time. */
final class FixedPolling implements Polling {

    private final Duration pause;

    FixedPolling(Duration pause) {
        this.pause = pause;
    }

    @Override
    public Duration pause(Seen seen) {
        return pause;
    }

    @Override
    public String toString() {
        return "every " + Text.duration(pause);
    }
}
