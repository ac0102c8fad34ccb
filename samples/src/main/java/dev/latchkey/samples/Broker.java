package dev.latchkey.samples;

import jakarta.jms.ConnectionFactory;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnector;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** A message broker in this program: it stands for yours, and shows what to set there. */
final class Broker implements AutoCloseable {

    static final String PAYMENTS = "payments";
    static final String POISON = "payments.poison";

    /** Busy comes again as what fails does: allow for it. */
    private static final int DELIVERIES = 10;

    private static final String URL = "vm://0";

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(URL);

    Broker() throws Exception {
        broker.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .addAcceptorConfiguration("in-vm", URL)
                .addQueueConfiguration(QueueConfiguration.of(PAYMENTS).setRoutingType(RoutingType.ANYCAST))
                .addQueueConfiguration(QueueConfiguration.of(POISON).setRoutingType(RoutingType.ANYCAST))
                .addAddressSetting(
                        PAYMENTS,
                        new AddressSettings()
                                .setRedeliveryDelay(100)
                                .setMaxDeliveryAttempts(DELIVERIES)
                                .setDeadLetterAddress(SimpleString.of(POISON))));
        broker.start();
    }

    ConnectionFactory connections() {
        return connections;
    }

    /** How many messages a queue has, with those that are being consumed or come again. */
    long count(String queue) {
        return broker.getActiveMQServer().locateQueue(SimpleString.of(queue)).getMessageCount();
    }

    @Override
    public void close() throws Exception {
        connections.close();
        broker.stop();
        InVMConnector.resetThreadPool(); // else its threads keep the program for a minute
    }
}
