package dev.latchkey.trials.lockd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.lockd.Gateway;
import dev.latchkey.lockd.GatewayOptions;
import dev.latchkey.trials.support.TestFleet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The figures for Prometheus, and ports that can't be had. */
class MetricsTest {

    @RegisterExtension
    private final Gateways gateways = new Gateways();

    @Test
    void areThoseThatTheProtocolTells() throws Exception {
        Gateway gateway = gateways.open(options -> options.withMetricsPort(0));
        LineClient client = gateways.client(gateway);
        client.ask("g " + Gateways.newKey());
        client.ask("g " + Gateways.newKey());
        client.ask("sg " + Gateways.newKey());
        LineClient gone = gateways.client(gateway);
        gone.send("nothing\n").ask("g " + Gateways.newKey());
        gone.close();
        Gateways.awaitFigure(gateway, "orphans", 1);
        client.figures();

        int port = gateway.metricsAddress().orElseThrow().getPort();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(port)))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body()).isEqualTo("""
                # TYPE lockd_commands_total counter
                lockd_commands_total{command="d"} 0
                lockd_commands_total{command="dump"} 0
                lockd_commands_total{command="g"} 3
                lockd_commands_total{command="i"} 0
                lockd_commands_total{command="iam"} 0
                lockd_commands_total{command="me"} 1
                lockd_commands_total{command="q"} 1
                lockd_commands_total{command="r"} 0
                lockd_commands_total{command="sd"} 0
                lockd_commands_total{command="sg"} 1
                lockd_commands_total{command="si"} 0
                lockd_commands_total{command="sr"} 0
                lockd_commands_total{command="who"} 0
                # TYPE lockd_connections gauge
                lockd_connections 1
                # TYPE lockd_invalid_commands_total counter
                lockd_invalid_commands_total 1
                # TYPE lockd_locks gauge
                lockd_locks 2
                # TYPE lockd_orphans_total counter
                lockd_orphans_total 1
                # TYPE lockd_shared_locks gauge
                lockd_shared_locks 1
                # TYPE lockd_shared_orphans_total counter
                lockd_shared_orphans_total 0
                """);
    }

    @Test
    void aPortThatIsTakenIsRefusedWithItsNumber() {
        int taken = gateways.open().address().getPort();
        GatewayOptions options = Gateways.ANY_PORT.withPort(taken);

        assertThatThrownBy(() -> Gateway.open(TestFleet.shared().fleet(), options))
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessageContaining("can't listen on 127.0.0.1:%d: ".formatted(taken))
                .hasMessageContaining("; choose another port or address");
    }
}
