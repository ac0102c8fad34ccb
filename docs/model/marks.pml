/*
 * The ledger's marks, and how long receipts stay.
 *
 * A mark is brought in by the run's own process some time after the commit, by a later run that finds the receipt, or by the
 * reconciler: in the same two steps, each of which may be late, lost or repeated. So one process a receipt stands for all of them.
 */

inline mark_the_ledger(action, id) {
    check_mark(action, id);
    printf("ledger: action %d marked, run %d did it\n", action, id - 1);
    ledger[action] = id
}

inline retention_counts_from(moment, r) {
    if
    :: PURGE == moment -> since_then[r] = under_way
    :: else
    fi
}

#define unmarked(r) (receipt[r] != NONE && !marked[r])

proctype Marks(byte r) {
end:
    do
    :: d_step { unmarked(r) && ledger[r % ACTIONS] != receipt[r] -> mark_the_ledger(r % ACTIONS, receipt[r]) }
    :: d_step {
            unmarked(r) && ledger[r % ACTIONS] == receipt[r] ->
            printf("shard %d: receipt of action %d noted as marked\n", r / ACTIONS, r % ACTIONS);
            marked[r] = true;
            retention_counts_from(WHEN_MARKED_LONG_AGO, r)
        }
    od
}

/*
 * There is no clock here. A time longer than the longest run, its resolver and its sessions assures just this: the runs that were under
 * way when it began are over when it is. That is what the purge waits for. A run that has crashed or doesn't know is not over while a
 * session of its own lives: its gate may be late, and finds no duplicate where the receipt is gone.
 */
#define long_ago(r) (since_then[r] == 0)
#define may_go(r)   ((PURGE == WHEN_MARKED_LONG_AGO && marked[r] && long_ago(r)) || \
                     (PURGE == WHEN_DONE_LONG_AGO && long_ago(r)) || \
                     (PURGE == WHEN_MARKED && marked[r]))

inline run_begins() {
    printf("run %d of action %d begins on shard %d\n", me, action_of(me), home);
    under_way = under_way | flag(me)
}

#define is_over(run) (told[run] != NONE && (!RETENTION_OUTLASTS_SESSIONS || (state[run] == POOLED && state[other(run)] == POOLED)))

inline not_waited_for(r) {
    since_then[r] = since_then[r] & under_way
}

/* A run has ended, or a session of it. */
inline run_ends(who) {
    if
    :: is_over(who) ->
        under_way = under_way & ~flag(who);
        not_waited_for(row(0, 0));
        not_waited_for(row(0, ACTIONS - 1));
        not_waited_for(row(last, 0));
        not_waited_for(row(last, ACTIONS - 1))
    :: else
    fi
}

inline forget_receipt(r) {
    receipt[r] = NONE;
    marked[r] = false;
    since_then[r] = 0
}

proctype Purge(byte r) {
end:
    do
    :: d_step {
            receipt[r] != NONE && may_go(r) ->
            printf("shard %d: receipt of action %d purged\n", r / ACTIONS, r % ACTIONS);
            forget_receipt(r)
        }
    od
}
