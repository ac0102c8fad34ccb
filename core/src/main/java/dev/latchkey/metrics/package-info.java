/**
 * What happens to locks, for those who watch over them: meters of Micrometer, and events of the JDK's Flight Recorder.
 *
 * <p>Both are listeners of a server's configuration and need nothing else. Micrometer is an optional dependency: a program that
 * uses {@link dev.latchkey.metrics.LockMetrics} declares it.
 *
 * <pre>{@code
 * import dev.latchkey.metrics.FlightRecorderListener;
 *
 * ServerConfig.of(url, user, password).withListener(new FlightRecorderListener());
 * }</pre>
 */
@NullMarked
package dev.latchkey.metrics;

import org.jspecify.annotations.NullMarked;
