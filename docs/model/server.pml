/*
 * A session, as its server sees it. It performs the statement that it was sent, and answers; or it dies, at any moment.
 *
 * Two steps make all that can happen to a message. A run that hears LOST has given the session up, and never talks on it again:
 *   - an answer may be LOST while the statement isn't performed yet. It may be performed all the same, later, or never: so this
 *     is also the lost request, and (a run may be slow to act on what it hears) the answer that is lost on its way back;
 *   - a session that nobody listens to any more dies when the server notices, soon or late. Until then it holds what it holds.
 */

#define sent(what)  (request[s] == what && state[s] == OPEN)

/* The work is on, so statements that aren't ours are sent: what they do to the session is not in our hands. */
#define at_work     (request[s] == WORK || answer[s] == WORKED)

/* A gate, or a locking read, waits for a receipt that another transaction has inserted. */
#define nobody_elses_receipt (undecided[my_receipt] == NOBODY || undecided[my_receipt] == s)

inline say(what) {
    request[s] = NONE;
    if
    :: listened[s] -> answer[s] = what
    :: else
    fi
}

/* Only these can be seen by others when they are performed late. */
#define outlives_its_run (request[s] == GET_LOCK || request[s] == GET_LOCK_WAITING || request[s] == COMMIT || request[s] == RELEASE)

inline lose_the_answer() {
    listened[s] = false;
    answer[s] = LOST;
    if
    :: outlives_its_run
    :: else -> request[s] = NONE
    fi
}

/* It holds nothing, and its run needs it no more. */
inline back_to_the_pool() {
    state[s] = POOLED;
    listened[s] = false;
    request[s] = NONE;
    shard[s] = 0;
    epoch_known[s] = 0
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

inline free_the_lock() {
    if
    :: my_lock == s -> my_lock = NOBODY
    :: else
    fi
}

inline take_snapshot() {
    if
    :: !opened[s] -> opened[s] = true; snapshot[s] = data[here]
    :: else
    fi
}

inline share_the_bucket() {
    if
    :: GATE_LOCKS_THE_BUCKET && !shares[s] -> shares[s] = true; sharers[here]++
    :: else
    fi
}

/* INSERT INTO receipt SELECT ... FROM bucket WHERE ... IN SHARE MODE. What it didn't like is asked by one statement more. */
inline perform_gate() {
    share_the_bucket();
    if
    :: GATE_ASKS_THE_HOLDER && my_lock != s -> say(NOT_HELD)
    :: else ->
        if
        :: GATE_ASKS_THE_BUCKET && !owned[here] -> say(NOT_OWNED)
        :: GATE_ASKS_THE_EPOCH && owned[here] && epoch[here] != epoch_known[s] -> say(NOT_OWNED)
        :: else ->
            if
            :: GATE_WRITES_A_RECEIPT && receipt[my_receipt] != NONE -> say(DUPLICATE)
            :: GATE_WRITES_A_RECEIPT && receipt[my_receipt] == NONE -> undecided[my_receipt] = s; say(YES)
            :: else -> say(YES)
            fi
        fi
    fi
}

/* All that the transaction did is there from this moment: the work's effect, if a reset hasn't undone it, and the receipt. */
inline perform_commit() {
    if
    :: opened[s] ->
        check_effect(s);
        data[here] = snapshot[s] | flag(run_of(s));
        committed = committed | flag(run_of(s))
    :: else
    fi;
    if
    :: undecided[my_receipt] == s ->
        receipt[my_receipt] = id_of(run_of(s));
        retention_counts_from(WHEN_DONE_LONG_AGO, my_receipt)
    :: else
    fi;
    end_transaction()
}

inline perform_look() {
    if
    :: listened[s] -> seen_id[s] = receipt[my_receipt]; seen_owned[s] = owned[here]
    :: else
    fi
}

proctype Session(byte s) {
end:
    do
    /* ---- statements ---- */
    :: d_step { sent(GET_LOCK) && my_lock == NOBODY -> my_lock = s; say(GRANTED) }
    :: d_step { sent(GET_LOCK) && my_lock != NOBODY -> say(NO); back_to_the_pool() }
    :: d_step { sent(GET_LOCK_WAITING) && my_lock == NOBODY -> my_lock = s; say(GRANTED) }
    :: d_step { sent(WORK) -> take_snapshot(); say(WORKED) }
    :: d_step { sent(GATE) && nobody_elses_receipt -> perform_gate() }
    :: d_step { request[s] == COMMIT && (state[s] == OPEN || (state[s] == DYING && !ROLLBACK_BEFORE_FREE)) -> perform_commit(); say(YES) }
    :: d_step { sent(ROLLBACK) -> end_transaction(); say(YES) }
    :: d_step { sent(LOOK) && nobody_elses_receipt -> perform_look(); say(YES) }
    :: d_step { sent(LOOK_UNLOCKED) -> perform_look(); say(YES) }
    :: d_step { sent(LOOK_FIRST) -> take_snapshot(); perform_look(); say(YES) }
    :: d_step { sent(RELEASE) && my_lock == s -> my_lock = NOBODY; say(YES);
            if
            :: !opened[s] -> back_to_the_pool()
            :: else
            fi }
    :: d_step { sent(RELEASE) && my_lock != s -> say(NO) }

    /* ---- no answer ---- */
    :: d_step { request[s] != NONE && listened[s] -> lose_the_answer() }
    :: d_step { sent(COMMIT) && listened[s] -> end_transaction(); request[s] = NONE; lose_the_answer() } /* failed, but the session lives on */

    /* ---- it loses its lock and lives on: somebody releases it inside the session, or resets the session ---- */
    :: d_step { KILLS && at_work && my_lock == s -> my_lock = NOBODY }
    :: d_step { KILLS && at_work && my_lock == s -> end_transaction(); my_lock = NOBODY }

    /* ---- it dies ---- */
    :: d_step { state[s] == OPEN && (!listened[s] || (KILLS && (request[s] != NONE || answer[s] == GRANTED))) ->
            if
            :: listened[s] && request[s] != NONE -> lose_the_answer()
            :: else
            fi;
            if
            :: ROLLBACK_BEFORE_FREE -> request[s] = NONE; end_transaction()
            :: else -> free_the_lock()
            fi;
            state[s] = DYING }
    :: d_step { state[s] == DYING ->
            end_transaction(); free_the_lock();
            if
            :: listened[s] -> state[s] = DEAD
            :: else -> back_to_the_pool()
            fi }
    :: d_step { state[s] == DEAD && request[s] != NONE -> lose_the_answer(); back_to_the_pool() }
    od
}
