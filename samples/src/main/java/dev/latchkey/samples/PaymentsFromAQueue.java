package dev.latchkey.samples;

import dev.latchkey.Outcome;
import dev.latchkey.PartlyDurableException;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.sharding.Fleet;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.PrintStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Consumers of a queue that acknowledge a message when its effect is durable, and not before: what is busy or fails comes again, and
 * goes to the poison queue in the end. What is delivered twice has its effect once.
 *
 * <p>{@code mvn -q compile exec:java -pl samples -am -Dexec.mainClass=dev.latchkey.samples.PaymentsFromAQueue}
 */
public final class PaymentsFromAQueue {

    private static final int ACCOUNTS = 20;
    private static final int PAYMENTS = 400;
    private static final int CONSUMERS = 4;

    private static final List<String> WHAT_A_DBA_TYPES = List.of(
            "SELECT lock_key, work_id, done_at FROM latchkey_receipt ORDER BY done_at DESC LIMIT 3",
            "SELECT COUNT(*) AS payments_booked FROM latchkey_receipt WHERE work_id LIKE 'payment-%'",
            "SELECT SUM(balance) AS money FROM account");

    private final Fleet fleet;
    private final ConnectionFactory broker;
    private final Map<String, Integer> deliveries = new ConcurrentSkipListMap<>();

    private PaymentsFromAQueue(Fleet fleet, ConnectionFactory broker) {
        this.fleet = fleet;
        this.broker = broker;
    }

    /** Several threads may do so at a time. */
    private void consumeWhile(BooleanSupplier open) throws JMSException {
        try (JMSContext session = broker.createContext(JMSContext.SESSION_TRANSACTED);
                JMSConsumer payments = session.createConsumer(session.createQueue(Broker.PAYMENTS))) {
            while (open.getAsBoolean()) {
                Message message = payments.receive(100);
                if (message == null) {
                    continue;
                }
                if (isDone(message)) {
                    session.commit();
                } else {
                    session.rollback(); // it comes again
                }
            }
        }
    }

    private boolean isDone(Message message) throws JMSException {
        long account = message.getLongProperty("account");
        long amount = message.getLongProperty("amount");
        WorkId payment =
                WorkId.of(message.getStringProperty("payment")); // the sender's; a message sent again has another id
        String sql = "UPDATE account SET balance = balance + ? WHERE id = ?";
        try {
            Outcome<String> outcome = fleet.run(
                    Bank.key(account),
                    payment,
                    ResultCodec.string(),
                    connection -> Bank.change(connection, account, sql, amount));
            count(outcome.match(completed -> "completed", alreadyDone -> "already done", busy -> "busy"));
            return outcome.match(completed -> true, alreadyDone -> true, busy -> false);
        } catch (PartlyDurableException e) {
            throw e; // nobody may try it again before somebody has looked
        } catch (Exception e) {
            count("failed: " + e.getMessage());
            return false;
        }
    }

    private void count(String what) {
        deliveries.merge(what, 1, Integer::sum);
    }

    /** Sends payments, every fifth one twice and one to nobody; consumes them, and looks at them in SQL. */
    static void show(PrintStream out) throws Exception {
        try (Bank bank = Bank.withAccounts(ACCOUNTS);
                Broker broker = new Broker()) {
            send(broker.connections());
            PaymentsFromAQueue payments = new PaymentsFromAQueue(bank.fleet(), broker.connections());
            Callable<Void> consumer = () -> {
                payments.consumeWhile(() -> broker.count(Broker.PAYMENTS) > 0);
                return null;
            };
            ExecutorService threads = Executors.newFixedThreadPool(CONSUMERS);
            for (Future<Void> ended : threads.invokeAll(Collections.nCopies(CONSUMERS, consumer))) {
                ended.get();
            }
            threads.shutdown();
            payments.deliveries.forEach((what, times) -> out.printf("%,5d %s%n", times, what));
            out.printf("%,5d in the poison queue%n", broker.count(Broker.POISON));
            bank.look(out, WHAT_A_DBA_TYPES);
        }
    }

    private static void send(ConnectionFactory broker) {
        try (JMSContext session = broker.createContext()) {
            for (int i = 1; i <= PAYMENTS; i++) {
                long account = i == PAYMENTS ? ACCOUNTS + 1 : 1 + i % ACCOUNTS;
                for (int copies = i % 5 == 1 ? 2 : 1; copies > 0; copies--) {
                    session.createProducer()
                            .setProperty("payment", "payment-" + i)
                            .setProperty("account", account)
                            .setProperty("amount", 10L)
                            .send(session.createQueue(Broker.PAYMENTS), "");
                }
            }
        }
    }

    public static void main(String[] args) throws Exception {
        show(System.out);
    }
}
