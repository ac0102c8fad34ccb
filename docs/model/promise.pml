/* The promise, as assertions. The words after each say what it would mean if it failed. */

#define runs_of(action) ((action) == 0 -> (flag(RUNS - OTHERS) - 1) : (flag(RUNS) - flag(RUNS - OTHERS)))
#define done(action)    ((committed & runs_of(action)) != 0)
#define had_effect(run) ((committed & flag(run)) != 0)

/* Just before a session's COMMIT makes the work's effect durable */
inline check_effect(s) {
    assert(!done(my_action));                       /* an action had two effects */
    assert(snapshot[s] == committed);               /* lost update: the work hadn't seen an effect that was there */
    assert(owned[here]);                            /* an effect where the bucket isn't owned */
    assert(told[run_of(s)] != ALL)
                                                    /* an effect of a run that said otherwise */
}

/* When a run tells its caller how it ended */
inline check_outcome(who) {
    if
    :: outcome == COMPLETED -> assert(had_effect(who))             /* Completed without an effect */
    :: outcome == ALREADY_DONE ->
        assert(done(action_of(who)));                                   /* AlreadyDone, but no run had an effect */
        assert(!had_effect(who))                                        /* AlreadyDone for an effect of its own */
    :: outcome == CRASHED || outcome == UNRESOLVED            /* nothing was said */
    :: else -> assert(!had_effect(who))                                 /* a failure was told, but the effect is there */
    fi
}

inline check_mark(action, id) {
    assert(had_effect(id - 1) && action_of(id - 1) == action)           /* a mark without an effect */
}

inline check_move() {
    assert(data[to] == committed);                                      /* an effect was lost by the move */
    assert(!owned[from])                                                /* two shards own the bucket */
}

/* When nothing more can happen */
proctype Afterwards() {
    byte i;
    timeout;
    atomic {
    for (i : 0 .. RUNS - 1) {
        assert(told[i] != NONE)                                      /* a run waits for ever */
    }
    for (i : 0 .. SESSIONS - 1) {
        assert(state[i] == POOLED)                                      /* a session is left over */
    }
    for (i : 0 .. last) {
        assert(holder[i] == NOBODY && sharers[i] == 0);                 /* a lock is left over */
        assert(!owned[i] || data[i] == committed)                       /* an effect is missing */
    }
    for (i : 0 .. ACTIONS - 1) {
        assert((ledger[i] != NONE) == done(i))                          /* ledger and effects differ */
    }
    for (i : 0 .. ROWS - 1) {
        assert(undecided[i] == NOBODY);                                 /* a transaction is left over */
        assert(receipt[i] == NONE || (marked[i] && ledger[i % ACTIONS] == receipt[i]))  /* ledger and receipts differ */
    }
    }
}
