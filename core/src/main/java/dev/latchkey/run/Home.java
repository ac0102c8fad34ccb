package dev.latchkey.run;

import dev.latchkey.locks.Shard;

/**
 * Where a bucket is owned, and since when.
 *
 * @param epoch the one with which the shard came to own it. A bucket that was away and has come back has another: what a run read
 *     while it was away is not what it came back with
 */
public record Home(Shard shard, long epoch) {}
