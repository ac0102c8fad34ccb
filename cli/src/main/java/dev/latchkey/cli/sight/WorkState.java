package dev.latchkey.cli.sight;

import dev.latchkey.Id;
import dev.latchkey.mysql.Logins;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What a shard and the ledger keep of an action, as it is printed. */
public final class WorkState {

    /** A receipt; {@code markedAt} is null until the ledger is known to have its mark. */
    public record ReceiptLine(
            String runId, String doneAt, @Nullable String markedAt) {}

    /** A mark of the ledger. */
    public record MarkLine(String runId, String shard, String markedAt) {}

    private WorkState() {}

    public static Optional<ReceiptLine> receipt(Server shard, Id action) {
        return shard.read(handle -> ask(
                handle,
                "SELECT run_id, done_at, marked_at FROM latchkey_receipt WHERE action = :action",
                action,
                row -> new ReceiptLine(runId(row), String.valueOf(time(row, "done_at")), time(row, "marked_at"))));
    }

    public static Optional<MarkLine> mark(ServerConfig ledger, Id action) {
        return Jdbi.create(() -> Logins.toDatabase(ledger))
                .withHandle(handle -> ask(
                        handle,
                        "SELECT run_id, shard, marked_at FROM latchkey_ledger WHERE action = :action",
                        action,
                        row -> new MarkLine(
                                runId(row), row.getString("shard"), String.valueOf(time(row, "marked_at")))));
    }

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> Optional<T> ask(Handle handle, String sql, Id action, Reader<T> reader) {
        return handle.createQuery(sql)
                .bind("action", action.bytes())
                .map((row, context) -> reader.read(row))
                .findOne();
    }

    private static String runId(ResultSet row) throws SQLException {
        return Id.of(row.getBytes("run_id")).toString();
    }

    private static @Nullable String time(ResultSet row, String column) throws SQLException {
        LocalDateTime time = row.getObject(column, LocalDateTime.class);
        return time == null ? null : time.toInstant(ZoneOffset.UTC).toString();
    }
}
