/**
 * A TCP proxy that knows nothing but bytes, to make networks fail on purpose: answers that never come, links that stall, are cut or
 * reset, servers that can't be reached.
 *
 * <pre>{@code
 * try (TcpProxy proxy = TcpProxy.to("127.0.0.1", 3306)) {
 *     // a client connects to proxy.port() …
 *     proxy.links().forEach(Link::swallowAnswers);
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.trials.net;

import org.jspecify.annotations.NullMarked;
