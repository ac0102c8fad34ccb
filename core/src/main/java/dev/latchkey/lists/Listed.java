package dev.latchkey.lists;

import dev.latchkey.Id;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A list as it was found or set up.
 *
 * @param id of this one; the next of the same name has another
 * @param endsAt null for never
 */
record Listed(ListName name, Id id, @Nullable Instant endsAt) {}
