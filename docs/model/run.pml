/*
 * A guarded run from its begin to what its caller is told, and its resolver: step by step as the classes Attempt and Resolver do it.
 *
 * Others act only where it waits for an answer: nothing else that it does can be seen. It may crash wherever an answer is LOST; before
 * the gate that is the same as a failure that nobody is told of, so it has a branch of its own only from there on.
 */

inline borrow() {
    state[s] == POOLED;
    state[s] = OPEN;
    listened[s] = true;
    shard[s] = home;
    claim[s] = since
}

/* Sends a statement, and waits for its answer. */
inline send(statement) {
    answer[s] = NONE;
    request[s] = statement;
    answer[s] != NONE
}

inline ask(statement) {
    send(statement);
    if
    :: answer[s] == LOST -> goto failed
    :: else
    fi
}

/* The same for gate and COMMIT: they are one request, so it doesn't know at which of them an answer was lost. */
inline ask_to_commit(statement) {
    send(statement);
    if
    :: answer[s] == LOST -> goto nobody_knows
    :: else
    fi
}

/* The same for the resolver. */
inline ask_to_resolve(statement) {
    send(statement);
    if
    :: answer[s] == LOST -> goto unresolved
    :: else
    fi
}

/* Ends the session without asking it anything; nothing to do if it is back in its pool, or lost already. */
inline give_up() {
    listened[s] = false;
    answer[s] = NONE
}

/* What LOOK has answered. For a run the bucket is at home if it never left, for a resolver if it is owned there now. */
inline take_note(is_at_home) {
    found = seen_id[s];
    at_home = is_at_home;
    seen_id[s] = NONE;
    seen_epoch[s] = NONE
}

inline end_with(what) {
    outcome = what;
    goto tell
}

/* Runs of one action are alike. So it is enough to look at the cases in which they begin in the order of their numbers. */
#define its_turn (me == 0 || action_of(me) != action_of(me - 1) || (under_way & flag(me - 1)) || told[me - 1] != NONE)

proctype Run(byte me) {
    byte s = me;                    /* the session that it talks on */
    bit home;                       /* the shard where it takes the bucket to be owned */
    byte since;                     /* and with which epoch */
    bool look_first;                /* the ledger was away, so the receipt is to be asked before the work */
    bool again;                     /* it has been on a wrong shard before */
    byte found;                     /* the run id of a receipt */
    bool at_home;                   /* the bucket is owned where that receipt was looked for */
    mtype outcome;

    atomic {
    its_turn;
    if                              /* its map may be old, but the bucket has been where it leads, and with that epoch */
    :: home = 0
    :: epoch[last] > 0 -> home = last
    fi;
    if
    :: since = epoch[home]
    :: epoch[home] > 1 -> since = 1
    fi;
    run_begins();

/* ask the ledger, once */
    if
    :: ledger[action_of(me)] != NONE ->
        if
        :: receipt[row(home, action_of(me))] == NONE && owned[home] -> reached(ALREADY_DONE_AND_PURGED)
        :: else
        fi;
        printf("run %d: the ledger has a mark\n", me);
        end_with(ALREADY_DONE)
    :: ledger[action_of(me)] == NONE -> printf("run %d: the ledger has no mark\n", me)
    :: !RECEIPT_WHEN_LEDGER_IS_AWAY -> printf("run %d: the ledger is away\n", me); goto failed
    :: RECEIPT_WHEN_LEDGER_IS_AWAY -> printf("run %d: the ledger is away\n", me); look_first = true
    fi;
    borrow();

take_the_lock:
    if
    :: !SNAPSHOT_AFTER_THE_LOCK -> ask(WORK)
    :: else
    fi;
    ask(GET_LOCK);
    if
    :: answer[s] == NO -> end_with(BUSY)
    :: else
    fi;

    if
    :: look_first ->
        ask(LOOK_FIRST);
        take_note(seen_epoch[s] == claim[s]);
        if
        :: found != NONE || !at_home -> goto back_out
        :: else -> at_home = false
        fi
    :: else
    fi;

/* the work */
    ask(WORK);
    if
    :: true
    :: goto back_out                /* it throws */
    fi;

/* the gate */
    ask_to_commit(GATE);
    if
    :: answer[s] == YES
    :: else -> goto back_out
    fi;
    if
    :: !MARK_AFTER_THE_COMMIT -> mark_the_ledger(action_of(me), id_of(me))
    :: else
    fi;
    if
    :: !RELEASE_AFTER_THE_COMMIT -> ask_to_commit(RELEASE)
    :: else
    fi;

/* the commit */
    ask_to_commit(COMMIT);
    if
    :: again -> reached(COMPLETED_AFTER_A_WRONG_SHARD)
    :: else
    fi;
    send(RELEASE);
    end_with(COMPLETED);

/* Rolls back, and before it believes a failure looks whether the action was done before, or the bucket has gone. */
back_out:
    ask(ROLLBACK_AND_LOOK);
    take_note(seen_epoch[s] == claim[s]);
    send(RELEASE);
    if
    :: found != NONE ->
        if
        :: told[found - 1] == NOTHING -> reached(ALREADY_DONE_BY_A_CRASHED_RUN)
        :: else
        fi;
        end_with(ALREADY_DONE)
    :: found == NONE && at_home -> goto failed
    :: found == NONE && !at_home && again -> end_with(WRONG_SHARD)
    :: else -> give_up()
    fi;

/* Once more where the shards say that it is owned now */
    again = true;
    if
    :: owned[0] -> home = 0
    :: owned[last] -> home = last
    :: !owned[0] && !owned[last] -> end_with(WRONG_SHARD)
    fi;
    since = epoch[home];
    s = other(s);
    borrow();
    goto take_the_lock;

nobody_knows:
    if
    :: end_with(CRASHED)
    :: true
    fi;

/* The resolver: another session, the same lock, the same server. It tries once: a try that fails leaves nothing behind but its session. */
    give_up();
    s = other(s);
    borrow();
    if
    :: RESOLVER_TAKES_THE_LOCK -> ask_to_resolve(GET_LOCK_WAITING)
    :: else
    fi;
    if
    :: RESOLVER_LOCKS_THE_RECEIPT -> ask_to_resolve(LOOK)
    :: else -> ask_to_resolve(LOOK_UNLOCKED)
    fi;
    take_note(seen_epoch[s] != NONE);
    send(RELEASE);
    if
    :: found == NONE && !at_home && RESOLVER_ASKS_THE_OWNER ->
        if                          /* a locking read over there, on a session that holds no lock */
        :: owned[0] && undecided[row(0, action_of(me))] == NOBODY -> found = receipt[row(0, action_of(me))]
        :: owned[last] && undecided[row(last, action_of(me))] == NOBODY -> found = receipt[row(last, action_of(me))]
        :: goto unresolved          /* nobody owns it yet, or that one can't be asked in time */
        fi;
        if
        :: found == id_of(me) -> reached(RESOLVED_COMPLETED_ON_ANOTHER_SHARD)
        :: else
        fi
    :: else
    fi;
    if
    :: found == NONE -> reached(RESOLVED_ROLLED_BACK); goto failed
    :: found == id_of(me) || (found != NONE && !RESOLVER_KNOWS_ITS_RUN) -> reached(RESOLVED_COMPLETED); end_with(COMPLETED)
    :: else -> reached(RESOLVED_ALREADY_DONE); end_with(ALREADY_DONE)
    fi;

unresolved:
    end_with(UNRESOLVED);

failed:                             /* with the exception of the work, the gate, the lock or the commit: nothing of it stays */
    outcome = FAILED;

tell:
    printf("run %d: %e\n", me, outcome);
    give_up();
    check_outcome();
    told[me] = (outcome == UNRESOLVED || outcome == CRASHED -> NOTHING : ALL);
    run_ends(me);
    s = 0; home = 0; since = 0; look_first = false; again = false; found = NONE; at_home = false; outcome = NONE
    }
}
