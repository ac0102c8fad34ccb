package dev.latchkey.cli.sight;

import dev.latchkey.Holder;
import dev.latchkey.sharding.SeenLock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A session at a lock as it is printed; null where the server doesn't know or doesn't show it. */
public record HolderLine(
        long session,
        @Nullable String user,
        @Nullable String host,
        @Nullable String application,
        @Nullable String processId,
        @Nullable String purpose,
        @Nullable String since,
        @Nullable Long ageSeconds) {

    public static HolderLine of(SeenLock lock) {
        return new HolderLine(
                lock.session(),
                lock.user().orElse(null),
                lock.host().orElse(null),
                lock.application().orElse(null),
                lock.processId().orElse(null),
                lock.purpose().orElse(null),
                lock.since().map(Instant::toString).orElse(null),
                lock.age().map(Duration::toSeconds).orElse(null));
    }

    /** For where the view tells nothing of it. */
    public static HolderLine of(Holder holder) {
        return new HolderLine(
                holder.session(), holder.user().orElse(null), holder.host().orElse(null), null, null, null, null, null);
    }

    /** The session in a sentence: {@code session 381 of app on db-7 (billing.jar, process 4711), since 14 s, for payment-77}. */
    public String text() {
        String program = Stream.of(application, processId == null ? null : "process " + processId)
                .flatMap(Stream::ofNullable)
                .collect(Collectors.joining(", "));
        return "session %d".formatted(session)
                + part(" of %s", user)
                + part(" on %s", host)
                + part(" (%s)", program.isEmpty() ? null : program)
                + part(", since %s", since)
                + part(" (%s)", ageSeconds == null ? null : age())
                + part(", for %s", purpose);
    }

    private static String part(String format, @Nullable String value) {
        return value == null ? "" : format.formatted(Printable.of(value));
    }

    /** In one or two digits, as far as that goes: {@code 14s}, {@code 3m}, {@code 27h}; a question mark if it isn't known. */
    public String age() {
        if (ageSeconds == null) {
            return "?";
        }
        Duration age = Duration.ofSeconds(ageSeconds);
        if (age.toMinutes() < 2) {
            return age.toSeconds() + "s";
        }
        if (age.toHours() < 2) {
            return age.toMinutes() + "m";
        }
        return age.toDays() < 2 ? age.toHours() + "h" : age.toDays() + "d";
    }

    /** The program, or else the account, and its host: {@code billing.jar@db-7}. */
    public String program() {
        return Optional.ofNullable(application)
                        .or(() -> Optional.ofNullable(user))
                        .orElse("?")
                + Optional.ofNullable(host).map(name -> "@" + name).orElse("");
    }
}
