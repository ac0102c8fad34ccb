package dev.latchkey.mysql;

import dev.latchkey.LockName;
import java.util.List;

/**
 * What is asked of a session.
 *
 * @param names at least one
 * @param alone whether it is one lock on a session that holds no other
 */
record Wanted(List<LockName> names, boolean alone) {}
