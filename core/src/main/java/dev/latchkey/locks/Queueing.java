package dev.latchkey.locks;

/** What all waiters of a server share. */
record Queueing(Surroundings around, OwnSessions own, SharedSessions shared, Places places, RequestBudget budget) {}
