package dev.latchkey.mysql;

import dev.latchkey.LockName;
import java.util.List;

/**
 * What is asked of a session.
 *
 * @param names at least one
 * @param alone whether it is one lock on a session that holds no other
 * @param purpose what for, for people who look at the session; empty to say nothing
 */
record Wanted(List<LockName> names, boolean alone, String purpose) {}
