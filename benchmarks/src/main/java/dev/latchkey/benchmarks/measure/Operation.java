package dev.latchkey.benchmarks.measure;

/** What is done again and again, by one or many threads. */
@FunctionalInterface
public interface Operation {

    /**
     * Does it once.
     *
     * @param thread which of the threads does it, from 0
     * @param number how often this thread has done it before, warm-up included
     */
    void perform(int thread, long number) throws Exception;
}
