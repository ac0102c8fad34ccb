package dev.latchkey.trials.locks;

import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.OtherJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The main class of another JVM, which holds one lock after the other and says what it meets. */
final class RemoteHolder {

    private final ServerLocks locks;
    private @Nullable HeldLock held;

    private RemoteHolder(ServerLocks locks) {
        this.locks = locks;
    }

    static OtherJvm start(Path folder, ServerConfig config) throws IOException {
        OtherJvm jvm = OtherJvm.start(
                folder,
                RemoteHolder.class,
                List.of(
                        config.url().text(),
                        config.user(),
                        config.password(),
                        Long.toString(config.lease().toSeconds())));
        if (!jvm.says().equals("ready")) {
            throw new AssertionError("the other JVM didn't open the server: " + jvm.logged(""));
        }
        return jvm;
    }

    public static void main(String[] arguments) throws IOException {
        ServerConfig config = ServerConfig.of(arguments[0], arguments[1], arguments[2])
                .withLease(Duration.ofSeconds(Long.parseLong(arguments[3])));
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (ServerLocks locks = ServerLocks.on(Server.open("the server", config))) {
            RemoteHolder holder = new RemoteHolder(locks);
            System.out.println("ready");
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                System.out.println(holder.answer(line.split(" ", 2)));
            }
        }
    }

    private String answer(String[] words) {
        try {
            switch (words[0]) {
                case "take" -> held = locks.tryAcquire(LockName.exact(words[1])).orElseThrow();
                case "ensure" -> held().ensureHeld();
                case "release" -> held().close();
                case "often" -> takeOften(LockName.exact(words[1]));
                default -> throw new IllegalArgumentException(words[0]);
            }
            return Long.toString(held().session());
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private HeldLock held() {
        if (held == null) {
            throw new IllegalStateException("nothing was taken yet");
        }
        return held;
    }

    private void takeOften(LockName name) {
        for (int i = 0; i < 50; i++) {
            held = locks.tryAcquire(name).orElseThrow();
            held.close();
        }
    }
}
