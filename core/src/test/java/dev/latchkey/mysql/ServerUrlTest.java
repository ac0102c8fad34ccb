package dev.latchkey.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.RefusedConfigurationException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {

    @Nested
    class AUrlOfOneServer {

        @ParameterizedTest
        @CsvSource({
            "jdbc:mysql://db1/shop,                                  db1,            shop",
            "jdbc:mysql://db1:3306/shop,                             db1:3306,       shop",
            "jdbc:mysql://db-1.example.org:3306/shop,                db-1.example.org:3306, shop",
            "jdbc:mysql://10.0.0.4:3306/shop,                        10.0.0.4:3306,  shop",
            "jdbc:mysql://[::1]:3306/shop,                           [::1]:3306,     shop",
            "jdbc:mysql://[2001:db8::7]/shop,                        [2001:db8::7],  shop",
            "jdbc:mysql://db1/shop?sslMode=REQUIRED,                 db1,            shop",
            "jdbc:mysql://db1/shop?,                                 db1,            shop",
            "jdbc:mysql://db1/shop?autoReconnect=false&allowMultiQueries=no, db1,    shop",
            "jdbc:mysql://db1/shop?connectionAttributes=a:true,      db1,            shop",
        })
        void isTaken(String text, String address, String database) {
            ServerUrl url = new ServerUrl(text);

            assertThat(url.text()).isEqualTo(text);
            assertThat(url.address()).isEqualTo(address);
            assertThat(url.database()).isEqualTo(database);
            assertThat(url).hasToString(address + "/" + database);
        }

        @Test
        void keepsItsPropertiesWithoutItsDatabase() {
            assertThat(new ServerUrl("jdbc:mysql://db1:3306/shop").withoutDatabase())
                    .isEqualTo("jdbc:mysql://db1:3306/");
            assertThat(new ServerUrl("jdbc:mysql://[::1]/shop?sslMode=REQUIRED&x=1").withoutDatabase())
                    .isEqualTo("jdbc:mysql://[::1]/?sslMode=REQUIRED&x=1");
        }
    }

    @Nested
    class RefusedAre {

        @Test
        void accountsWhoseSecretsAreNotShown() {
            assertThatThrownBy(() -> new ServerUrl("jdbc:mysql://app:secret@db1/shop?password=secret&x=1"))
                    .hasMessage(
                            "URL jdbc:mysql://***@db1/shop?password=***&x=1 refused: it has an account before the host;"
                                    + " give user and password apart");
        }

        @Test
        void propertiesThatCannotBeRead() {
            assertRefused("jdbc:mysql://db1/shop?x=%zz", "a property has a % that begins no code; write % as %25");
        }

        @ParameterizedTest
        @ValueSource(strings = {"useConfigs=coldFusion", "propertiesTransform=x"})
        void propertiesThatSetOthers(String property) {
            String name = property.substring(0, property.indexOf('='));
            assertRefused(
                    "jdbc:mysql://db1/shop?" + property,
                    name + " may switch on what would change the session; write its settings out");
        }

        @Test
        void otherDrivers() {
            assertRefused(
                    "jdbc:mariadb://db1/shop",
                    "Latchkey speaks through MySQL Connector/J, to MariaDB too; write jdbc:mysql:");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "jdbc:mysql:loadbalance://db1,db2/shop",
                    "jdbc:mysql:replication://db1,db2/shop",
                    "jdbc:mysql+srv://db/shop",
                    "jdbc:mysql+srv:loadbalance://db/shop",
                    "jdbc:mysql+srv:replication://db/shop"
                })
        void urlsOfSeveralServersBySchema(String text) {
            assertRefused(
                    text,
                    "load balancing, replication and SRV URLs may change the session between transactions;"
                            + " write jdbc:mysql://HOST:PORT/DATABASE of the primary");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ' ',
                value = {
                    "jdbc:mysql://db1,db2/shop db1,db2",
                    "jdbc:mysql://db1:3306,db2:3306/shop db1:3306,db2:3306",
                    "jdbc:mysql://[db1,db2]/shop [db1,db2]",
                    "jdbc:mysql://address=(host=db1)(port=3306)/shop address=(host=db1)(port=3306)",
                    "jdbc:mysql://(host=db1,port=3306)/shop (host=db1,port=3306)",
                    "jdbc:mysql://db1:port/shop db1:port",
                    "jdbc:mysql://::1/shop ::1",
                })
        void whatIsNotOneHostAndPort(String text, String hosts) {
            assertRefused(
                    text,
                    "'%s' is not one host and port; failover between hosts would change the session; write jdbc:mysql://HOST:PORT/DATABASE of the primary"
                            .formatted(hosts));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "db1",
                    "jdbc:postgresql://db1/shop",
                    "jdbc:mysql:aws://db1/shop",
                    "mysqlx://db1/shop",
                    "jdbc:mysql://db1",
                    "jdbc:mysql://db1/",
                    "jdbc:mysql://db1/?x=1",
                    "jdbc:mysql:///shop",
                    "jdbc:mysql://db1/shop/more",
                    "jdbc:mysql://db1/shop#x"
                })
        void otherFormsAndMissingDatabases(String text) {
            assertRefused(
                    text,
                    "it is not of the form jdbc:mysql://HOST:PORT/DATABASE; add what is missing, also the database");
        }

        @ParameterizedTest
        @CsvSource({
            "autoReconnect=true,              autoReconnect",
            "AUTORECONNECT=TRUE,              AUTORECONNECT",
            "sslMode=DISABLED&autoReconnect=yes, autoReconnect",
            "auto%52econnect=%74rue,          autoReconnect",
            "autoReconnectForPools=true,      autoReconnectForPools",
        })
        void reconnecting(String properties, String named) {
            assertRefused(
                    "jdbc:mysql://db1/shop?" + properties,
                    named + " is on: a reconnect is a new session, which holds no lock; take it out");
        }

        @Test
        void severalStatementsInOneText() {
            assertRefused(
                    "jdbc:mysql://db1/shop?allowMultiQueries=true",
                    "allowMultiQueries is on: a second statement in one text could end the transaction unseen; take it out");
        }

        @Test
        void recordsThatLeadElsewhere() {
            assertRefused(
                    "jdbc:mysql://db1/shop?dnsSrv=true",
                    "dnsSrv is on: SRV records may lead to another server between transactions; take it out");
        }

        @ParameterizedTest
        @CsvSource({"useConfigs=clusterBase, useConfigs", "propertiesTransform=x.Y, propertiesTransform"})
        void whatSetsOtherPropertiesUnseen(String property, String named) {
            assertRefused(
                    "jdbc:mysql://db1/shop?" + property,
                    named + " may switch on what would change the session; write its settings out");
        }

        private static void assertRefused(String text, String why) {
            assertThatThrownBy(() -> new ServerUrl(text))
                    .isInstanceOf(RefusedConfigurationException.class)
                    .hasMessage("URL " + text + " refused: " + why);
        }
    }
}
