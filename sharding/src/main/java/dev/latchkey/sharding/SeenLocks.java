package dev.latchkey.sharding;

import dev.latchkey.mysql.ServerErrors;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Who holds and who awaits the named locks of all shards: of every program, not only of those that use Latchkey.
 *
 * <pre>{@code
 * SeenLocks.look(config).locks().forEach(lock -> System.out.println(lock.lockName() + " " + lock.state() + " " + lock.application()));
 * }</pre>
 *
 * <p>One moment of each shard, one after the other: what comes and goes meanwhile may be missing. MySQL 8.0 and later show all locks;
 * MySQL 5.7 and MariaDB only those that somebody waits for, unless {@code wait/lock/metadata/sql/mdl} is on in their performance schema.
 *
 * <p>Immutable.
 *
 * @param locks oldest first, and last those whose age is not known
 * @param partly the names of the shards that show only locks that somebody waits for
 * @param unseen what stood in the way, a sentence for each shard that could not be asked
 */
public record SeenLocks(List<SeenLock> locks, List<String> partly, List<String> unseen) {

    private static final int VIEW_DENIED = 1142;

    private static final Comparator<SeenLock> OLDEST_FIRST = Comparator.comparing(
                    (SeenLock lock) -> lock.since().orElse(Instant.MAX))
            .thenComparing(SeenLock::shard)
            .thenComparing(SeenLock::lockName)
            .thenComparing(SeenLock::state);

    public SeenLocks {
        locks = List.copyOf(locks);
        partly = List.copyOf(partly);
        unseen = List.copyOf(unseen);
    }

    /** A server to be asked, and how it is called where it can't be. */
    record Place(String label, Jdbi jdbi) {}

    private record OfOneShard(String shard, boolean all, List<SeenLock> locks) {}

    /** Looks at the shards of a fleet without opening it: the account needs SELECT on the views, and a shard may be away. */
    public static SeenLocks look(FleetConfig config) {
        return at(config.shards().stream()
                .map(shard -> new Place(shard.url().toString(), Servers.jdbi(shard)))
                .toList());
    }

    static SeenLocks at(List<Place> places) {
        List<SeenLock> locks = new ArrayList<>();
        List<String> partly = new ArrayList<>();
        List<String> unseen = new ArrayList<>();
        for (Place place : places) {
            try {
                OfOneShard seen = place.jdbi().withHandle(SeenLocks::ask);
                locks.addAll(seen.locks());
                if (!seen.all()) {
                    partly.add(seen.shard());
                }
            } catch (JdbiException e) {
                unseen.add(place.label() + " " + why(e));
            }
        }
        locks.sort(OLDEST_FIRST);
        return new SeenLocks(locks, partly, unseen);
    }

    private static String why(JdbiException failure) {
        int error = failure.getCause() instanceof SQLException cause ? cause.getErrorCode() : 0;
        return switch (error) {
            case ServerErrors.NO_SUCH_TABLE ->
                "has no view latchkey_lock; run `latchkey migrate` with an account that may SELECT from performance_schema";
            case VIEW_DENIED ->
                "lets this account not read latchkey_lock; GRANT SELECT ON latchkey_lock and on latchkey_lock_sight to it";
            default ->
                "could not be asked: "
                        + Optional.ofNullable(failure.getCause())
                                .orElse(failure)
                                .getMessage();
        };
    }

    private static OfOneShard ask(Handle handle) {
        return handle.createQuery("SELECT shard, sees_all FROM latchkey_lock_sight")
                .map((row, context) -> {
                    String shard = Optional.ofNullable(row.getString("shard")).orElse("?");
                    return new OfOneShard(shard, row.getBoolean("sees_all"), locks(handle, shard));
                })
                .one();
    }

    private static List<SeenLock> locks(Handle handle, String shard) {
        return handle.createQuery("""
                        SELECT lock_name, state, session, user, host, application, process_id, purpose, since, age, waiters
                        FROM latchkey_lock
                        """).map((row, context) -> lock(row, shard)).list();
    }

    private static SeenLock lock(ResultSet row, String shard) throws SQLException {
        return new SeenLock(
                shard,
                row.getString("lock_name"),
                SeenLock.State.valueOf(row.getString("state")),
                row.getLong("session"),
                text(row, "user"),
                text(row, "host"),
                text(row, "application"),
                text(row, "process_id"),
                text(row, "purpose"),
                Optional.ofNullable(row.getObject("since", LocalDateTime.class))
                        .map(time -> time.toInstant(ZoneOffset.UTC)),
                Optional.ofNullable(row.getObject("age", Long.class)).map(Duration::ofSeconds),
                row.getLong("waiters"));
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }
}
