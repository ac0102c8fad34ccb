package dev.latchkey.locks;

import dev.latchkey.LockEvent;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.LostLock;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.mysql.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One acquisition: from the moment at which the server granted the lock until it is released or lost, whichever comes first.
 * Thread-safe.
 */
public final class Hold {

    /** How it ended: released if there is no loss. */
    private record End(@Nullable LostLock loss) {

        private static final End RELEASED = new End(null);
    }

    private final LockName name;
    private final Carrier carrier;
    private final LockOptions options;
    private final String purpose;
    private final long since = System.nanoTime();
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private volatile @Nullable Future<?> expiry;
    private volatile OptionalLong token = OptionalLong.empty();
    private final @Nullable Interrupting interrupting;

    Hold(LockName name, Carrier carrier, LockOptions options) {
        this.name = name;
        this.carrier = carrier;
        this.options = options;
        this.purpose = options.purposeOrThread();
        this.interrupting = options.interruptsOnLoss() ? new Interrupting() : null;
    }

    /** Begins to watch over the maximum. */
    void begin(Background background) {
        options.maximumHold()
                .ifPresent(maximum ->
                        expiry = background.at(since + maximum.toNanos(), () -> carrier.expire(this, maximum)));
    }

    /** The lock. */
    public LockName name() {
        return name;
    }

    /** The session that holds it. */
    public Session session() {
        return carrier.session();
    }

    void drew(long drawn) {
        token = OptionalLong.of(drawn);
    }

    OptionalLong token() {
        return token;
    }

    Carrier carrier() {
        return carrier;
    }

    /** Tells people who look at the locks what it is for. */
    void say() throws SQLException {
        session().locks().say(held(), purpose);
    }

    boolean isHeld() {
        return end.get() == null;
    }

    boolean isReleased() {
        return End.RELEASED.equals(end.get());
    }

    /** How it was lost, if it is known to be. */
    public Optional<LostLock> lost() {
        return Optional.ofNullable(end.get()).map(End::loss);
    }

    /** From now on the calling thread is interrupted when the lock is lost, if that was asked for. */
    public void interruptThisThreadOnLoss() {
        if (interrupting != null) {
            interrupting.begin(() -> lost().isPresent());
        }
    }

    /** No more, and an interrupt that came from here is cleared. To be called by the same thread. */
    public void interruptNoMore() {
        if (interrupting != null) {
            interrupting.end();
        }
    }

    /**
     * Releases it.
     *
     * @return whether the server confirmed that it was held to the end; if not, {@link #lost} tells what is known
     */
    public boolean release() {
        carrier.release(List.of(this));
        return isReleased();
    }

    /**
     * Sends a statement that releases this lock, the only one of its session, when it has done what else it does.
     *
     * @param statement answers which locks the server confirmed, or empty if it didn't come to the release: then nothing is noted
     * @return whether it came to the release; {@link #release} then tells how that ended
     * @throws SQLException if there was no answer; nothing is noted
     */
    public boolean releaseBy(Session.Talk<Optional<Set<LockName>>> statement) throws SQLException {
        return carrier.releaseBy(this, statement);
    }

    /** Ends the session without asking it anything: the server rolls back, then frees the lock. Nothing was lost by that. */
    public void giveUp() {
        carrier.giveUp();
    }

    /** Takes note of a loss that was found out by a statement of ours. Ends the session, and does nothing if it is over already. */
    public void lose(Evidence evidence, String detail) {
        carrier.lose(evidence, detail);
    }

    /** What a loss would be that is found out now. */
    public LostLock lossNow(Evidence evidence, String detail) {
        return new LostLock(name, carrier.label(), carrier.session().locks().id(), evidence, detail, held());
    }

    private Duration held() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    private LockEvent event() {
        return new LockEvent(carrier.label(), name, carrier.session().locks().id(), held());
    }

    /**
     * The server has confirmed its release.
     *
     * @return what there is to tell of it, if it wasn't over before
     */
    Optional<Runnable> released(Surroundings around) {
        if (!end(End.RELEASED)) {
            return Optional.empty();
        }
        around.holdTimes().add(name.lockClass(), held());
        around.lines().nudge(name);
        around.bells().ring(name);
        LockEvent event = event();
        return Optional.of(() -> around.told().tell(listener -> listener.released(event)));
    }

    /** It ends with its session, on purpose, and nobody is told. */
    void dropped() {
        end(End.RELEASED);
    }

    /** It is lost from now on. False if it was over before. */
    boolean marked(LostLock loss) {
        return end(new End(loss));
    }

    /**
     * Its loss is told, once its session can do no more.
     *
     * @param killed whether its session was killed for it
     * @param notices takes what is to be said to the callers' code, beside what must be done now
     */
    void tell(LostLock loss, boolean killed, Surroundings around, Consumer<Runnable> notices) {
        if (interrupting != null) {
            interrupting.interrupt();
        }
        if (killed) {
            around.told().tell(listener -> listener.killed(event()));
        }
        around.told().tell(listener -> listener.lost(loss));
        options.lossConsumer().ifPresent(consumer -> notices.accept(() -> consumer.accept(loss)));
        around.lines().nudge(name);
        around.bells().ring(name);
    }

    private boolean end(End how) {
        Future<?> running = expiry;
        if (running != null) {
            running.cancel(false);
        }
        return end.compareAndSet(null, how);
    }
}
