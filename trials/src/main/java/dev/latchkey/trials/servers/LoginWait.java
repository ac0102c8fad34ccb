package dev.latchkey.trials.servers;

import java.util.concurrent.locks.LockSupport;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/** Waits for a login from outside: the official images first run a server without a port, to prepare the data. */
final class LoginWait extends AbstractWaitStrategy {

    @Override
    protected void waitUntilReady() {
        JdbcAddress address = ContainerServer.address(
                waitStrategyTarget.getHost(), waitStrategyTarget.getMappedPort(ContainerServer.PORT));
        Login login = new Login(address.url(""), ContainerServer.USER, ContainerServer.PASSWORD);
        try {
            login.await(
                    time -> {
                        LockSupport.parkNanos(time.toNanos());
                        return !waitStrategyTarget.isRunning();
                    },
                    folder -> true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while a container was started", e);
        }
    }
}
