package dev.latchkey.benchmarks.measure;

/**
 * One way to do something.
 *
 * @param name as the report names it
 */
public record Contender(String name, Operation operation) {}
