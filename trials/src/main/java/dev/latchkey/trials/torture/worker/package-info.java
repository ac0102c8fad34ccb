/**
 * A worker process of a campaign: its threads do what users do, over a few keys that everybody wants, and it tells of each operation
 * before it begins and after it ended.
 *
 * <pre>{@code
 * ChildJvm worker = ChildJvm.start(Worker.class, log);
 * worker.send(FleetLine.of(fleet));
 * worker.send(orders.line());
 * }</pre>
 */
@NullMarked
package dev.latchkey.trials.torture.worker;

import org.jspecify.annotations.NullMarked;
