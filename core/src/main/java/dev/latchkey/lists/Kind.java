package dev.latchkey.lists;

/** What rows serve; names of different kinds never meet. */
enum Kind {
    LIST,
    RESULT_IDS
}
