package dev.latchkey.mysql;

import java.util.List;

/**
 * The server's answers to a release of all that a session has.
 *
 * @param answers one for each name, in their order
 * @param rest how many further acquisitions the session had
 */
record Released(List<Answer> answers, long rest) {}
