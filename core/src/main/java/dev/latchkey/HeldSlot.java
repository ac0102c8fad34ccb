package dev.latchkey;

/** One of the slots of a {@link Semaphore}, held. Thread-safe. */
public interface HeldSlot extends HeldLock {

    /** Its number, 0 to one less than there are slots: no other holder has it at the same time. */
    int number();

    /** Whether it is held, as far as is known without asking the server: false after its release, or when its loss is known. */
    boolean isHeld();
}
