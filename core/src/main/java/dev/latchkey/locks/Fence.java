package dev.latchkey.locks;

import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.LostLock;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.Namespace;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WrongShardException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Draws fencing tokens, on the shard that owns the key. */
public final class Fence {

    /*
     * A token is drawn by the session that holds the lock. Drawn by another it could come when the lock was lost already and the next
     * holder had drawn: the one who lost would have the higher token. The holder's session can't draw so late: it draws only while the
     * server says that it holds the lock, and the server frees the lock of a session that dies only when its transaction is decided.
     *
     * The draw asks for the bucket, too, in the same transaction: while a bucket moves no token is drawn, and its row is copied with
     * the last one in it. The text of the procedure is with the migrations.
     */
    private static final String DRAW = "CALL latchkey_draw(?, ?, ?, ?)";

    /** What the procedure answers: a token, or else why there is none. */
    private record Drawn(
            @Nullable Long token, boolean held, @Nullable SQLException error) {}

    private Fence() {}

    /**
     * Draws the token of a lock that was just granted; its transaction, if there is one, is ended. One round trip.
     *
     * @return the token, which the lock has from now on
     * @throws WrongShardException if the shard doesn't own the key's bucket; the lock is still to be released
     * @throws LockLostException if the session doesn't hold the lock any more, which is still to be released
     * @throws ServerUnavailableException if the shard answered with an error, and the lock is still to be released; or if there was no
     *     answer: then the session has ended, and the lock is lost
     */
    public static long draw(Shard shard, Namespace namespace, LockKey key, Hold hold) {
        Drawn drawn;
        try {
            drawn = hold.session().talk(connection -> ask(connection, namespace, key, hold));
        } catch (SQLException e) {
            hold.carrier().lose(e, "gave no answer to the draw of its fencing token");
            throw notDrawn(shard, key, e);
        }
        if (drawn.token() != null) {
            hold.drew(drawn.token());
            return drawn.token();
        }
        if (drawn.error() != null) {
            throw notDrawn(shard, key, drawn.error());
        }
        if (!drawn.held()) {
            LostLock loss =
                    hold.lossNow(Evidence.SERVER_SAID_SO, "no longer holds it at the draw of its fencing token");
            throw new LockLostException(loss, null);
        }
        throw new WrongShardException(key, shard.toString());
    }

    /** The same for a lock of {@link ServerLocks}. */
    public static long draw(Shard shard, Namespace namespace, LockKey key, HeldLock lock) {
        return draw(shard, namespace, key, Grip.of(lock).hold());
    }

    private static ServerUnavailableException notDrawn(Shard shard, LockKey key, SQLException e) {
        return new ServerUnavailableException("drawing a fencing token for " + key, shard.toString(), e);
    }

    private static Drawn ask(Connection connection, Namespace namespace, LockKey key, Hold hold) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(DRAW)) {
            call.setString(1, hold.name().text());
            call.setInt(2, key.bucket().number());
            call.setString(3, namespace.text());
            call.setString(4, key.text());
            try (ResultSet row = call.executeQuery()) {
                row.next();
                return drawn(row);
            }
        }
    }

    private static Drawn drawn(ResultSet row) throws SQLException {
        Long token = row.getObject("token", Long.class);
        boolean held = row.getBoolean("held");
        int error = row.getInt("error_number");
        if (error != 0) {
            return new Drawn(
                    null, held, new SQLException(row.getString("error_text"), row.getString("error_state"), error));
        }
        if (token == null && held && row.getBoolean("at_home")) {
            throw new SQLException("latchkey_draw answered NULL for a lock that is held on its shard");
        }
        return new Drawn(token, held, null);
    }
}
