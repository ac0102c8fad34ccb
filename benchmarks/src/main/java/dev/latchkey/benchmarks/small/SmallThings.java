package dev.latchkey.benchmarks.small;

import dev.latchkey.Action;
import dev.latchkey.Bucket;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.Namespace;
import dev.latchkey.WorkId;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What is done without a server for each lock and each run. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 2, time = 1)
public class SmallThings {

    private String text = "ACCOUNT_123_PAYMENTS";
    private LockKey verbatim = LockKey.parse("ACCOUNT_123_PAYMENTS");
    private LockKey hashed = LockKey.parse("account 123, payments");
    private WorkId workId = WorkId.of("payment-77");

    /** Parsing a key. */
    @Benchmark
    public LockKey key() {
        return LockKey.parse(text);
    }

    /** Its bucket. */
    @Benchmark
    public Bucket bucket() {
        return verbatim.bucket();
    }

    /** The name of a key that is its own name. */
    @Benchmark
    public LockName name() {
        return LockName.of(Namespace.NONE, verbatim);
    }

    /** The name of one that isn't. */
    @Benchmark
    public LockName hashedName() {
        return LockName.of(Namespace.NONE, hashed);
    }

    /** The hash of an action. */
    @Benchmark
    public Action action() {
        return Action.of(Namespace.NONE, verbatim, workId);
    }
}
