package dev.latchkey.locks;

import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What is waited for.
 *
 * @param steps does the steps of the waiter: the caller's thread, or the background
 * @param caller the thread that is interrupted when it shall wait no more; null if none waits
 */
record Purpose(
        List<LockName> names,
        LockOptions options,
        Executor steps,
        @Nullable Thread caller) {

    Wish wish() {
        return new AllOf(names, options.purposeOrThread());
    }

    /** Whether a session waits in the server's queue, if one can be spared. */
    boolean queues() {
        return options.polling().isEmpty() && !options.sharesASession();
    }
}
