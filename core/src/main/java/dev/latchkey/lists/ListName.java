package dev.latchkey.lists;

import dev.latchkey.Id;
import dev.latchkey.LockKey;
import dev.latchkey.Namespace;
import dev.latchkey.Sha256;

/**
 * What a list is found by.
 *
 * @param id SHA-256 over kind, namespace, owner and key, each with its length before it, cut to 16 bytes
 */
record ListName(Kind kind, Namespace namespace, LockKey key, Id id) {

    static ListName of(Kind kind, Namespace namespace, LockKey key) {
        return new ListName(kind, namespace, key, Sha256.idOf(kind.name(), namespace.text(), key.owner(), key.text()));
    }

    @Override
    public String toString() {
        return key.text();
    }
}
