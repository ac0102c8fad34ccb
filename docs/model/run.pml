/*
 * A guarded run, from its begin to what its caller is told, and its resolver: step by step as the classes Attempt and Resolver do it.
 *
 * Only where it waits for an answer do others act: nothing else that it does can be seen. Where an answer is LOST, either it lives on
 * or it has crashed: its session can't tell the two apart.
 */

#define other(session) ((session) < RUNS -> (session) + RUNS : (session) - RUNS)

/* Runs of one action are alike, so it is enough to look at those orders in which they begin by their numbers. */
#define began(run) ((under_way & flag(run)) || told[run] != NONE)
#define its_turn(me) (me == 0 || action_of(me) != action_of(me - 1) || began(me - 1))

inline borrow() {
    state[s] == POOLED;
    state[s] = OPEN;
    shard[s] = home;
    epoch_known[s] = epoch[home];
    listened[s] = true
}

/* Sends a statement and waits for its answer. */
inline ask(statement) {
    answer[s] = NONE;
    request[s] = statement;
    answer[s] != NONE;
    if
    :: answer[s] == LOST -> goto crashed
    :: true
    fi
}

/* Ends the session without asking it anything; nothing to do if it is back in its pool, or given up already. */
inline give_up() {
    if
    :: state[s] == DEAD -> back_to_the_pool()
    :: else
    fi;
    listened[s] = false;
    answer[s] = NONE
}

/* What LOOK answered. */
inline take_note() {
    found = seen_id[s];
    at_home = seen_owned[s];
    seen_id[s] = NONE;
    seen_owned[s] = false
}

inline end_with(what) {
    outcome = what;
    goto tell
}

proctype Run(byte me) {
    byte s;                         /* the session that it talks on */
    bit home;                       /* the shard where it thinks the bucket is owned */
    bool again;                     /* it has been on a wrong shard before */
    bool at_home;                   /* the bucket is owned there */
    byte found;                     /* the run id of a receipt */
    mtype outcome;
    byte r;

    atomic {
    if
    :: home = 0
    :: epoch[last] > 0 -> home = last       /* its map may be old, but where it leads the bucket has been */
    fi;
    its_turn(me);
    run_begins(me);
    s = me;
    borrow();

take_the_lock:
    if
    :: !SNAPSHOT_AFTER_THE_LOCK -> ask(WORK)
    :: else
    fi;
    ask(GET_LOCK);
    if
    :: answer[s] == NO -> end_with(BUSY)
    :: answer[s] == LOST -> end_with(FAILED)
    :: else
    fi;

/* ask the ledger */
    if
    :: ledger[action_of(me)] != NONE -> ask(RELEASE); end_with(ALREADY_DONE)
    :: ledger[action_of(me)] == NONE
    :: !RECEIPT_WHEN_LEDGER_IS_AWAY -> ask(RELEASE); end_with(FAILED)
    :: RECEIPT_WHEN_LEDGER_IS_AWAY ->
        ask(LOOK_FIRST);
        if
        :: answer[s] == LOST -> end_with(FAILED)
        :: else -> take_note()
        fi;
        if
        :: found != NONE || !at_home -> goto back_out
        :: else -> at_home = false
        fi
    fi;

/* the work */
    ask(WORK);
    if
    :: answer[s] == LOST -> end_with(FAILED)
    :: answer[s] == WORKED
    :: answer[s] == WORKED -> goto back_out                     /* it throws */
    fi;

/* the gate */
    ask(GATE);
    if
    :: answer[s] == LOST -> end_with(FAILED)
    :: answer[s] == YES
    :: else -> goto back_out
    fi;
    if
    :: !MARK_AFTER_THE_COMMIT -> mark_the_ledger(action_of(me), id_of(me))
    :: else
    fi;
    if
    :: !RELEASE_AFTER_THE_COMMIT -> ask(RELEASE)
    :: else
    fi;

/* the commit */
    ask(COMMIT);
    if
    :: answer[s] == LOST -> goto resolve
    :: else -> ask(RELEASE); end_with(COMPLETED)
    fi;

back_out:
    ask(ROLLBACK);
    if
    :: answer[s] == LOST -> end_with(FAILED)
    :: else -> ask(LOOK)
    fi;
    if
    :: answer[s] == LOST -> end_with(FAILED)
    :: else -> take_note(); ask(RELEASE)
    fi;
    if
    :: found != NONE -> end_with(ALREADY_DONE)
    :: found == NONE && at_home -> end_with(FAILED)             /* with the work's own exception, or the gate's */
    :: found == NONE && !at_home && again -> end_with(WRONG_SHARD)
    :: else -> give_up()
    fi;
    again = true;
    if
    :: owned[0] -> home = 0
    :: owned[last] -> home = last
    :: !owned[0] && !owned[last] -> end_with(WRONG_SHARD)
    fi;
    s = other(s);
    borrow();
    goto take_the_lock;

resolve:
    give_up();
    s = other(s);
    borrow();
    if
    :: RESOLVER_TAKES_THE_LOCK -> ask(GET_LOCK_WAITING)
    :: else
    fi;
    if
    :: answer[s] == LOST -> end_with(UNRESOLVED)
    :: answer[s] != LOST && RESOLVER_LOCKS_THE_RECEIPT -> ask(LOOK)
    :: answer[s] != LOST && !RESOLVER_LOCKS_THE_RECEIPT -> ask(LOOK_UNLOCKED)
    fi;
    if
    :: answer[s] == LOST -> end_with(UNRESOLVED)
    :: else -> take_note(); ask(RELEASE)
    fi;
    if
    :: found == NONE && !at_home && RESOLVER_ASKS_THE_OWNER ->
        if                          /* a locking read over there, on a session that holds no lock */
        :: owned[0] && undecided[row(0, action_of(me))] == NOBODY -> found = receipt[row(0, action_of(me))]
        :: owned[last] && undecided[row(last, action_of(me))] == NOBODY -> found = receipt[row(last, action_of(me))]
        :: end_with(UNRESOLVED)     /* nobody owns it yet, or it can't be asked: no answer in time */
        fi
    :: else
    fi;
    if
    :: found == NONE -> end_with(FAILED)                        /* rolled back */
    :: found == id_of(me) || (found != NONE && !RESOLVER_KNOWS_ITS_RUN) -> end_with(COMPLETED)
    :: else -> end_with(ALREADY_DONE)
    fi;

crashed:
    outcome = CRASHED;

tell:
    give_up();
    check_outcome(me);
    told[me] = (outcome == CRASHED || outcome == UNRESOLVED -> NOTHING : ALL);
    outcome = NONE;
    run_ends(me);
    s = 0; home = 0; again = false; at_home = false; found = NONE
    }
}
