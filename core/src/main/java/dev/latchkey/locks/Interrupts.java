package dev.latchkey.locks;

import java.util.stream.Stream;

/** Whether a failure comes from an interrupt of the thread, rather than from the server. */
final class Interrupts {

    private Interrupts() {}

    static boolean caused(Throwable failure) {
        return Stream.iterate(failure, thrown -> thrown != null, Throwable::getCause)
                .anyMatch(InterruptedException.class::isInstance);
    }
}
