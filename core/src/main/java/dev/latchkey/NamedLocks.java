package dev.latchkey;

/** The named locks of one server, by the names under which it knows them. */
public interface NamedLocks extends Locks<LockName> {}
