package dev.latchkey.locks;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A pause between two requests, which a release in this program ends early: also one that came just before the pause began. Thread-safe.
 */
final class Nap {

    private final Background background;
    private final Executor steps;
    private final ReentrantLock guard = new ReentrantLock();
    private @Nullable Runnable then;
    private @Nullable Future<?> timer;
    private boolean woken;

    Nap(Background background, Executor steps) {
        this.background = background;
        this.steps = steps;
    }

    /** Goes on with this at that time, or when it is woken. */
    void begin(long until, Runnable goOn) {
        guard.lock();
        try {
            if (woken) {
                woken = false;
                steps.execute(goOn);
            } else {
                then = goOn;
                timer = background.at(until, this::wake);
            }
        } finally {
            guard.unlock();
        }
    }

    /** Ends the nap; if there is none, the next one ends as it begins. */
    void wake() {
        guard.lock();
        try {
            Runnable goOn = ended();
            woken = goOn == null;
            if (goOn != null) {
                steps.execute(goOn);
            }
        } finally {
            guard.unlock();
        }
    }

    /** The lock is asked for now: releases before that mean nothing any more. */
    void forget() {
        guard.lock();
        try {
            woken = false;
        } finally {
            guard.unlock();
        }
    }

    /** Ends the nap, and nothing follows. */
    void end() {
        guard.lock();
        try {
            ended();
        } finally {
            guard.unlock();
        }
    }

    private @Nullable Runnable ended() {
        Runnable goOn = then;
        then = null;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        return goOn;
    }
}
