package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.LostLock.Evidence;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Two listeners that are given as one. */
class BothListenersTest {

    private static final LockEvent EVENT = new LockEvent("db1", LockName.exact("A_1_B"), 7, Duration.ofMillis(3));
    private static final LostLock LOST =
            new LostLock(EVENT.name(), "db1", 7, Evidence.SERVER_SAID_SO, "is gone", Duration.ofMillis(4));

    private static final List<Consumer<LockListener>> ALL = List.of(
            to -> to.acquired(EVENT),
            to -> to.busy(EVENT),
            to -> to.waited(EVENT, 4, true),
            to -> to.released(EVENT),
            to -> to.lost(LOST),
            to -> to.killed(EVENT),
            to -> to.poolExhausted("db1", Duration.ofSeconds(5)));

    private final List<String> heard = new ArrayList<>();

    /** Writes down each event with its arguments. */
    private LockListener listener(String name) {
        return (LockListener) Proxy.newProxyInstance(
                LockListener.class.getClassLoader(),
                new Class<?>[] {LockListener.class},
                (proxy, method, arguments) -> {
                    if (method.getReturnType() != void.class) {
                        return InvocationHandler.invokeDefault(proxy, method, arguments);
                    }
                    heard.add(name + " " + method.getName() + " " + Arrays.toString(arguments));
                    return null;
                });
    }

    @Test
    void bothHearAllThatHappensTheFirstOneFirst() {
        List<String> alone = new ArrayList<>();
        ALL.forEach(event -> event.accept(listener("")));
        heard.forEach(call -> alone.addAll(List.of("1" + call, "2" + call)));
        heard.clear();
        LockListener both = listener("1").and(listener("2"));
        ALL.forEach(event -> event.accept(both));
        assertThat(heard).isEqualTo(alone);
        assertThat(heard).hasSize(2 * ALL.size());
    }

    @Test
    void anEventForWhichThereIsAMethodIsForgottenByNoTest() {
        assertThat(Arrays.stream(LockListener.class.getMethods())
                        .filter(method -> method.getReturnType() == void.class))
                .hasSameSizeAs(ALL);
    }

    @Test
    void whatOneThrowsDoesNotKeepItFromTheOther() {
        LockListener broken = new LockListener() {
            @Override
            public void acquired(LockEvent event) {
                throw new IllegalStateException("broken");
            }
        };
        assertThatThrownBy(() -> broken.and(listener("2")).acquired(EVENT)).hasMessage("broken");
        assertThat(heard).hasSize(1);
        assertThatThrownBy(() -> listener("1").and(broken).acquired(EVENT)).hasMessage("broken");
        assertThat(heard).hasSize(2);
        assertThatThrownBy(() -> broken.and(broken).acquired(EVENT))
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
    }
}
