/*
 * A session, as its server sees it: it performs the statement that it was sent, and answers; or it dies.
 *
 * What can happen to messages needs two rules only:
 *   - A run may hear LOST while its statement isn't performed. The run has given the session up then, and the statement is performed
 *     all the same, later, or never. That is the request that is lost or late; and the lost answer too, for a run may be slow to hear.
 *   - A session that nobody listens to dies when the server notices, soon or late. Until then it holds what it holds.
 */

#define sent(what) (request[s] == what && state[s] == OPEN)

inline say(what) {
    if
    :: listened[s] -> printf("run %d, shard %d: %e: %e\n", my_run, here, request[s], what); answer[s] = what
    :: else -> printf("run %d, shard %d: %e: %e, but nobody listens\n", my_run, here, request[s], what)
    fi;
    request[s] = NONE
}

/* The others change nothing that anybody sees when they are performed with nobody listening: at most somebody waits a while. */
#define matters_when_late (request[s] == GET_LOCK || request[s] == GET_LOCK_WAITING || request[s] == GATE || request[s] == COMMIT)

inline lose_the_answer() {
    printf("run %d, shard %d: %e: no answer\n", my_run, here, request[s]);
    listened[s] = false;
    answer[s] = LOST;
    if
    :: matters_when_late
    :: else -> request[s] = NONE
    fi
}

inline end_transaction() {
    opened[s] = false;
    snapshot[s] = 0;
    if
    :: undecided[my_receipt] == s -> undecided[my_receipt] = NOBODY
    :: else
    fi;
    if
    :: shares[s] -> shares[s] = false; sharers[here]--
    :: else
    fi
}

inline back_to_the_pool() {
    end_transaction();
    state[s] = POOLED;
    listened[s] = false;
    request[s] = NONE;
    shard[s] = 0;
    claim[s] = 0;
    run_ends(my_run)
}

/* ---- The statements ---- */

inline perform_get_lock() {
    my_lock = s;
    if
    :: !listened[s] -> reached(LOCKED_WHEN_NOBODY_LISTENED)
    :: else
    fi;
    say(GRANTED)
}

inline take_snapshot() {
    if
    :: !opened[s] -> opened[s] = true; snapshot[s] = data[here]
    :: else
    fi
}

/* A gate or a locking read waits for a receipt that another transaction has inserted. */
#define receipt_is_free (undecided[my_receipt] == NOBODY || undecided[my_receipt] == s)

inline share_the_bucket() {
    if
    :: GATE_LOCKS_THE_BUCKET && !shares[s] -> shares[s] = true; sharers[here]++
    :: else
    fi
}

/*
 * Gate, COMMIT and release are one request, a procedure, so the server goes on by itself when the gate lets the run pass. It is taken apart
 * here: a run that listens sends the next part when it hears the answer. When nobody listens COMMIT follows all the same. Then the release
 * needn't: a session that has committed and that nobody listens to does nothing more but free its lock, at its end.
 */
inline let_pass() {
    say(YES);
    if
    :: !listened[s] -> reached(PASSED_WHEN_NOBODY_LISTENED); request[s] = COMMIT
    :: else
    fi
}

/* SELECT ... FROM bucket WHERE ... LOCK IN SHARE MODE; INSERT INTO receipt. Which question was answered no is asked by a statement more. */
inline perform_gate() {
    share_the_bucket();
    if
    :: GATE_ASKS_THE_HOLDER && my_lock != s -> reached(LOCK_LOST_AT_THE_GATE); say(NOT_HELD)
    :: else ->
        if
        :: GATE_ASKS_THE_BUCKET && !owned[here] -> say(NOT_OWNED)
        :: GATE_ASKS_THE_EPOCH && owned[here] && epoch[here] != claim[s] -> reached(OUTDATED_AT_THE_GATE); say(NOT_OWNED)
        :: else ->
            if
            :: !GATE_WRITES_A_RECEIPT -> let_pass()
            :: GATE_WRITES_A_RECEIPT && receipt[my_receipt] == NONE -> undecided[my_receipt] = s; let_pass()
            :: else -> say(DUPLICATE)
            fi
        fi
    fi
}

/* All becomes durable at once: the effect of the work, unless a reset has undone it, and the receipt. */
inline perform_commit() {
    printf("run %d, shard %d: COMMIT is performed\n", my_run, here);
    if
    :: !listened[s] -> reached(COMMITTED_WHEN_NOBODY_LISTENED)
    :: else
    fi;
    if
    :: opened[s] ->
        check_effect();
        data[here] = snapshot[s] | flag(my_run);
        committed = committed | flag(my_run);
        if
        :: committed == flag(RUNS) - 1 -> reached(BOTH_ACTIONS_DONE)
        :: else
        fi
    :: else
    fi;
    if
    :: undecided[my_receipt] == s ->
        check_receipt();
        receipt[my_receipt] = id_of(my_run);
        retention_counts_from(WHEN_DONE_LONG_AGO, my_receipt)
    :: else
    fi;
    end_transaction();
    say(YES)
}

inline perform_look() {
    if
    :: listened[s] -> seen_id[s] = receipt[my_receipt]; seen_epoch[s] = (owned[here] -> epoch[here] : NONE)
    :: else
    fi;
    say(YES)
}

inline perform_release() {
    my_lock = NOBODY;
    say(YES);
    if
    :: !opened[s] -> back_to_the_pool()
    :: else
    fi
}

/* ---- The end ---- */

/* While the work is on, statements are sent that are not ours: what they do to the session is not in our hands. */
#define at_work (request[s] == WORK || answer[s] == WORKED)

/*
 * It may die while it has a statement to perform, or nobody listens. Between two statements of a run that would be no different from
 * just after the second was sent: the run does nothing in between that others see, or that depends on what they do.
 */
#define may_die (state[s] == OPEN && (!listened[s] || (KILLS && request[s] != NONE)))

/* First its transaction is decided. */
inline die() {
    if
    :: listened[s] && request[s] != NONE -> lose_the_answer()
    :: else
    fi;
    if
    :: ROLLBACK_BEFORE_FREE ->
        printf("run %d, shard %d: the session dies, what it has not committed is rolled back\n", my_run, here);
        request[s] = NONE;
        end_transaction()
    :: else ->
        printf("run %d, shard %d: the session dies, its lock is free before its transaction is decided\n", my_run, here);
        if
        :: my_lock == s -> my_lock = NOBODY
        :: else
        fi
    fi;
    if
    :: my_lock == s || !ROLLBACK_BEFORE_FREE -> state[s] = DYING
    :: else -> back_to_the_pool()
    fi
}

/* Then its lock is free. */
inline free_the_lock() {
    if
    :: my_lock == s ->
        printf("run %d, shard %d: the dead session's lock is free\n", my_run, here);
        my_lock = NOBODY
    :: else
    fi;
    back_to_the_pool()
}

#define can_commit (request[s] == COMMIT && (state[s] == OPEN || (state[s] == DYING && !ROLLBACK_BEFORE_FREE)))

proctype Session(byte s) {
end:
    do
    :: d_step { sent(GET_LOCK) && my_lock == NOBODY -> perform_get_lock() }
    :: d_step { sent(GET_LOCK) && my_lock != NOBODY -> say(NO); back_to_the_pool() }
    :: d_step { sent(GET_LOCK_WAITING) && my_lock == NOBODY -> perform_get_lock() }
    :: d_step { sent(WORK) -> take_snapshot(); say(WORKED) }
    :: d_step { sent(GATE) && receipt_is_free -> perform_gate() }
    :: d_step { can_commit -> perform_commit() }
    :: d_step { sent(ROLLBACK_AND_LOOK) -> end_transaction(); request[s] = LOOK }
    :: d_step { sent(LOOK) && receipt_is_free -> perform_look() }
    :: d_step { sent(LOOK_UNLOCKED) -> perform_look() }
    :: d_step { sent(LOOK_FIRST) -> take_snapshot(); perform_look() }
    :: d_step { sent(RELEASE) && my_lock == s -> perform_release() }
    :: d_step { sent(RELEASE) && my_lock != s -> say(NO) }

    /* no answer; or a COMMIT that fails, rolled back, while its session lives on with the lock */
    :: d_step { request[s] != NONE && listened[s] -> lose_the_answer() }
    :: d_step { sent(COMMIT) && listened[s] -> end_transaction(); lose_the_answer(); request[s] = NONE }

    /* the lock is lost, but the session lives on: somebody has released it inside, or has reset the session, which rolls back too */
    :: d_step {
            KILLS && at_work && my_lock == s ->
            printf("run %d: somebody releases its lock\n", my_run);
            my_lock = NOBODY
        }
    :: d_step {
            KILLS && RESETS && at_work && my_lock == s ->
            printf("run %d: somebody resets its session\n", my_run);
            end_transaction();
            my_lock = NOBODY
        }

    /* death */
    :: d_step { may_die -> die() }
    :: d_step { state[s] == DYING -> free_the_lock() }
    od
}
