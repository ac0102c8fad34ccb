package dev.latchkey.trials.batch;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.LockKey;
import dev.latchkey.ResultCodec;
import dev.latchkey.Work;
import dev.latchkey.WorkId;
import dev.latchkey.batch.BatchItem;
import dev.latchkey.trials.support.TestFleet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Items whose work leaves an effect, each with a key and a work id of its own. */
final class Items {

    private final TestFleet servers;
    private final List<BatchItem<String>> all = new ArrayList<>();

    Items(TestFleet servers) {
        this.servers = servers;
    }

    /** So many more, of the shards in turn. */
    Items add(int count) {
        for (int i = 0; i < count; i++) {
            all.add(leavingAnEffect(servers.newKeyOn(i % 2 == 0 ? "s1" : "s2")));
        }
        return this;
    }

    static BatchItem<String> leavingAnEffect(LockKey key) {
        WorkId workId = TestFleet.newWorkId();
        return item(key, workId, connection -> {
            TestFleet.leaveEffect(connection, workId);
            return "done";
        });
    }

    static BatchItem<String> item(LockKey key, WorkId workId, Work<String, ?> work) {
        return BatchItem.once(key, workId, ResultCodec.string(), work);
    }

    List<BatchItem<String>> all() {
        return all;
    }

    Stream<BatchItem<String>> stream() {
        return all.stream();
    }

    void assertEachHasOneEffect() {
        String workIds = all.stream().map(item -> "'" + item.workId() + "'").collect(joining(", ", "(", ")"));
        assertThat(sum("SELECT COUNT(*) FROM effect WHERE work_id IN " + workIds))
                .isEqualTo(all.size());
        assertThat(sum("SELECT COUNT(DISTINCT work_id) FROM effect WHERE work_id IN " + workIds))
                .isEqualTo(all.size());
    }

    private long sum(String sql) {
        return servers.config().shards().stream()
                .mapToLong(shard -> TestFleet.number(shard, sql))
                .sum();
    }
}
