package dev.latchkey.trials.packets;

import dev.latchkey.trials.net.Passage.Direction;

/**
 * A message: one packet that asks, or all packets of its answer.
 *
 * @param exchange which request of this speaker it is, or answers; the first is 0
 * @param packets how many it has
 * @param said the request, for people
 */
record Spot(Speaker speaker, int exchange, Direction direction, int packets, String said) {

    @Override
    public String toString() {
        return "%s %s %d (%s)".formatted(speaker, direction, exchange, said);
    }
}
