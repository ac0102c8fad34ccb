package dev.latchkey.locks;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The thread of a caller that waits: it does the steps of its own waiter, so that a lock is handed over without a change of threads.
 * What comes when it has left is done in the background. Thread-safe.
 */
final class CallerThread implements Executor {

    private final Background background;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private volatile boolean left;

    CallerThread(Background background) {
        this.background = background;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (left) {
            background.run(this::doTheRest);
        }
    }

    /** Does what there is to do until the answer is there. To be called once, by the thread itself, which then {@link #leave}s. */
    @SuppressWarnings("FutureReturnValueIgnored") // an empty task throws nothing
    void workUntil(CompletableFuture<?> answer) throws InterruptedException {
        answer.whenComplete((done, failure) -> tasks.add(() -> {}));
        while (!answer.isDone()) {
            tasks.take().run();
        }
    }

    /** After the end of the wait: what is left gives back what it finds. Before it, the rest might be a step that waits on. */
    void leave() {
        left = true;
        doTheRest();
    }

    private void doTheRest() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
