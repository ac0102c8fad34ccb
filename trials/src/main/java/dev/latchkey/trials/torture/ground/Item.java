package dev.latchkey.trials.torture.ground;

/**
 * What a distinct list has at a position.
 *
 * @param position 1 for the first
 */
public record Item(String list, long position, String text) {}
