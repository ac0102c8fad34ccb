package dev.latchkey.samples;

import dev.latchkey.HeldLock;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.batch.Batch;
import dev.latchkey.batch.BatchCounts;
import dev.latchkey.batch.BatchItem;
import dev.latchkey.batch.BatchLimits;
import dev.latchkey.batch.BatchListener;
import dev.latchkey.batch.BatchReport;
import dev.latchkey.sharding.Fleet;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A batch: the interest of a month for thousands of accounts. May be run again after whatever has happened to it: no account is paid
 * twice.
 *
 * <p>{@code mvn -q compile exec:java -pl samples -am -Dexec.mainClass=dev.latchkey.samples.MonthlyInterest}
 */
public final class MonthlyInterest {

    private static final int ACCOUNTS = 4000;
    private static final int PERCENT = 1;

    private static final List<String> WHAT_A_DBA_TYPES = List.of(
            "SELECT IS_USED_LOCK('ACCOUNT_7_BALANCE') AS session_that_holds_account_7",
            "SELECT COUNT(*) AS waiting_for_a_lock FROM information_schema.processlist WHERE state = 'User lock'",
            "SELECT work_id, COUNT(*) AS accounts, MAX(done_at) AS last_one FROM latchkey_receipt GROUP BY work_id");

    private final Batch batch;
    private final WorkId workId;
    private final PrintStream out;

    private MonthlyInterest(Fleet fleet, String month, PrintStream out) {
        this.batch = Batch.on(fleet).withLimits(BatchLimits.DEFAULT.withPatience(Duration.ofSeconds(2)));
        this.workId = WorkId.of("interest-" + month);
        this.out = out;
    }

    private BatchReport pay(LongStream accounts) {
        return batch.run(accounts.mapToObj(this::item), new BatchListener<>() {
            @Override
            public void progress(BatchCounts soFar) {
                if (soFar.ended() % 1000 == 0) {
                    out.println(soFar);
                }
            }
        });
    }

    private BatchItem<String> item(long account) {
        String sql = "UPDATE account SET balance = balance + balance * ? DIV 100 WHERE id = ?";
        return BatchItem.once(
                Bank.key(account),
                workId,
                ResultCodec.string(),
                connection -> Bank.change(connection, account, sql, PERCENT));
    }

    /** Runs it twice, and looks at it in SQL. */
    static void show(PrintStream out) {
        try (Bank bank = Bank.withAccounts(ACCOUNTS)) {
            MonthlyInterest october = new MonthlyInterest(bank.fleet(), "2026-10", out);
            try (HeldLock clerk = bank.fleet().tryAcquire(Bank.key(7)).orElseThrow()) {
                out.printf("While somebody else holds account 7, and with one number too many:%n");
                out.println(october.pay(LongStream.rangeClosed(1, ACCOUNTS + 1)));
                clerk.ensureHeld();
            }
            out.printf("%nThe same again, without either:%n");
            out.println(october.pay(LongStream.rangeClosed(1, ACCOUNTS)));
            bank.look(out, WHAT_A_DBA_TYPES);
        }
    }

    public static void main(String[] args) {
        show(System.out);
    }
}
