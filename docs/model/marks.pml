/*
 * The ledger's marks, and how long receipts stay.
 *
 * A mark is made by the run's own process some time after the commit, by a later run that finds the receipt, or by the reconciler:
 * all of them in the same two steps, any of which may be late, lost or repeated. So one process for each row stands for them all.
 */

#define unmarked(r) (receipt[r] != NONE && !marked[r])

inline mark_the_ledger(action, id) {
    check_mark(action, id);
    ledger[action] = id
}

/*
 * There is no clock here. A time "longer than the longest run and its resolver can last" assures one thing: each run that was under
 * way at its begin has ended. So that is what the purge waits for.
 */
inline retention_counts_from(moment, r) {
    if
    :: PURGE == moment -> since_then[r] = under_way
    :: else
    fi
}

inline run_begins(who) { under_way = under_way | flag(who) }
inline run_ends(who) {
    under_way = under_way & ~flag(who);
    for (r : 0 .. ROWS - 1) {
        since_then[r] = since_then[r] & under_way
    }
    r = 0
}

proctype Marks(byte r) {
end:
    do
    :: d_step { unmarked(r) && ledger[r % ACTIONS] != receipt[r] -> mark_the_ledger(r % ACTIONS, receipt[r]) }
    :: d_step { unmarked(r) && ledger[r % ACTIONS] == receipt[r] -> marked[r] = true; retention_counts_from(WHEN_MARKED_LONG_AGO, r) }
    od
}

#define long_ago(r) (since_then[r] == 0)
#define may_go(r)   ((PURGE == WHEN_MARKED_LONG_AGO && marked[r] && long_ago(r)) || \
                     (PURGE == WHEN_DONE_LONG_AGO && long_ago(r)) || \
                     (PURGE == WHEN_MARKED && marked[r]))

inline forget_receipt(r) {
    receipt[r] = NONE;
    marked[r] = false;
    since_then[r] = 0
}

proctype Purge(byte r) {
end:
    do
    :: d_step { receipt[r] != NONE && may_go(r) -> forget_receipt(r) }
    od
}
