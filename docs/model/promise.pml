/* The promise, as assertions. The words beside each say what it means if it fails; `check` prints them. */

#define runs_of(action) ((action) == 0 -> (flag(RUNS - OTHERS) - 1) : (flag(RUNS) - flag(RUNS - OTHERS)))
#define effects(action) (committed & runs_of(action))

/* A session is about to commit the work of its run. */
inline check_effect() {
    assert(effects(my_action) == 0);                            /* an action has two effects */
    assert(snapshot[s] == committed);                           /* lost update: the work did not see an effect that was there */
    assert(owned[here]);                                        /* an effect where the bucket is not owned */
    assert(told[my_run] != ALL)                                 /* an effect of a run that has told otherwise */
}

/* A session has committed a receipt. */
inline check_receipt() {
    assert((committed & flag(my_run)) != 0)                     /* a receipt without its effect */
}

/* A run is about to tell its outcome. */
inline check_outcome() {
    if
    :: outcome == COMPLETED -> assert(effects(action_of(me)) == flag(me))               /* Completed without its effect */
    :: outcome == ALREADY_DONE -> assert((effects(action_of(me)) & ~flag(me)) != 0)     /* AlreadyDone, but no other run did it */
    :: outcome == UNRESOLVED || outcome == CRASHED
    :: else -> assert((committed & flag(me)) == 0)                                      /* a failure is told, but the effect is there */
    fi
}

inline check_mark(action, id) {
    assert(action_of(id - 1) == action && (committed & flag(id - 1)) != 0)              /* a mark of what has no effect */
}

/* The bucket has been given to another shard. */
inline check_move() {
    assert(data[to] == committed);                              /* the move has lost an effect */
    assert(!owned[from])                                        /* two shards own the bucket */
}

/* Nothing more can happen, whatever there was: all is told, freed, marked. */
proctype Afterwards() {
    byte i;

    timeout;
    atomic {
        for (i : 0 .. RUNS - 1) {
            assert(told[i] != NONE)                             /* a run waits for ever */
        }
        for (i : 0 .. SESSIONS - 1) {
            assert(state[i] == POOLED)                          /* a session is left over */
        }
        for (i : 0 .. last) {
            assert(holder[i] == NOBODY);                        /* a dead session has the lock */
            assert(sharers[i] == 0);                            /* a dead transaction has a row lock */
            assert(!owned[i] || data[i] == committed)           /* an effect has gone */
        }
        for (i : 0 .. ACTIONS - 1) {
            assert((ledger[i] != NONE) == (effects(i) != 0))    /* ledger and effects differ */
        }
        for (i : 0 .. ROWS - 1) {
            assert(undecided[i] == NOBODY);                     /* a dead transaction has a receipt */
            assert(receipt[i] == NONE || (marked[i] && ledger[i % ACTIONS] == receipt[i]))  /* ledger and receipts differ */
        }
    }
}

/*
 * The promise would be easy to keep if nothing ever happened. So `check` also asks for a way to each of these points: it sets REACH to
 * one of them, and Spin must find the assertion there failing.
 */
#define NOWHERE                             0
#define COMMITTED_WHEN_NOBODY_LISTENED      1
#define LOCKED_WHEN_NOBODY_LISTENED         2
#define RESOLVED_COMPLETED                  3
#define RESOLVED_COMPLETED_ON_ANOTHER_SHARD 4
#define RESOLVED_ALREADY_DONE               5
#define RESOLVED_ROLLED_BACK                6
#define ALREADY_DONE_BY_A_CRASHED_RUN       7
#define ALREADY_DONE_AND_PURGED             8
#define LOCK_LOST_AT_THE_GATE               9
#define COMPLETED_AFTER_A_WRONG_SHARD      10
#define BOTH_ACTIONS_DONE                  11
#define OUTDATED_AT_THE_GATE               12
#define PASSED_WHEN_NOBODY_LISTENED        13
#ifndef REACH
#define REACH NOWHERE
#endif
#define reached(point) assert(REACH != point)                   /* reached */
