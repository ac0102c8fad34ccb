/* What there is: runs, sessions, shards, the ledger; how many of each is set from outside. */

#ifndef RUNS
#define RUNS 2                      /* each begins when it likes, once */
#endif
#ifndef OTHERS
#define OTHERS 0                    /* how many of them do another action under the same lock key */
#endif
#ifndef MOVES
#define MOVES 0                     /* how often the bucket moves: 1 there, 2 there and back */
#endif
#ifndef KILLS
#define KILLS 1                     /* 0: a session dies only when its run has left it, and never loses its lock while it lives */
#endif

#ifndef RESETS
#define RESETS 1                    /* 0: when it loses its lock while it lives, its transaction stays */
#endif

#if OTHERS
#define ACTIONS 2
#else
#define ACTIONS 1
#endif
#if MOVES
#define SHARDS 2
#else
#define SHARDS 1
#endif

#define last     (SHARDS - 1)       /* the second shard, if there is one */
#define ROWS     (SHARDS * ACTIONS) /* of receipts */
#define SESSIONS (2 * RUNS)         /* for each run the first, and one for its second try or its resolver */
#define NONE     0
#define NOBODY   255

#define flag(run)          (1 << (run))                     /* a run in a set of runs */
#define id_of(run)         ((run) + 1)                      /* the run id in its receipt and its mark; NONE: there isn't one */
#define action_of(run)     ((run) >= RUNS - OTHERS)
#define row(shard, action) ((shard) * ACTIONS + (action))
#define run_of(session)    ((session) % RUNS)
#define other(session)     ((session) < RUNS -> (session) + RUNS : (session) - RUNS)

mtype = {
    /* statements */
    GET_LOCK, GET_LOCK_WAITING, WORK, GATE, COMMIT, ROLLBACK_AND_LOOK, LOOK, LOOK_UNLOCKED, LOOK_FIRST, RELEASE,
    /* what a run hears; LOST: no answer came, and none will */
    YES, NO, GRANTED, WORKED, DUPLICATE, NOT_HELD, NOT_OWNED, LOST,
    /* how a session stands; DYING: decided, but not free of its lock yet */
    POOLED, OPEN, DYING,
    /* outcomes of runs */
    COMPLETED, ALREADY_DONE, BUSY, WRONG_SHARD, FAILED, UNRESOLVED, CRASHED,
    /* what a caller knows then of what its run did */
    ALL, NOTHING
};

/* Of each shard */
byte holder[SHARDS] = NOBODY;       /* the session that has the named lock */
bool owned[SHARDS];                 /* the bucket's row */
byte epoch[SHARDS];                 /* of that row: another one each time that the shard is given the bucket */
byte sharers[SHARDS];               /* transactions with a shared lock on that row */
byte data[SHARDS];                  /* what the work reads, and writes with one run more: the set of runs whose effect is in it */

/* Of each receipt */
byte receipt[ROWS];                 /* the committed one: its run id */
byte undecided[ROWS] = NOBODY;      /* the session that has inserted one, and not committed or rolled back */
bool marked[ROWS];                  /* marked_at IS NOT NULL */
byte since_then[ROWS];              /* the runs that are still under way since the moment from which retention counts */

/* Of the ledger, for each action: the run id in its mark */
byte ledger[ACTIONS];

/* Of each session: its talk with a run */
mtype state[SESSIONS] = POOLED;
bool listened[SESSIONS];            /* its run hasn't given it up */
mtype request[SESSIONS];            /* the statement that is sent, and not performed yet */
mtype answer[SESSIONS];
byte seen_id[SESSIONS];             /* answer to LOOK: the receipt's run id */
byte seen_epoch[SESSIONS];          /* answer to LOOK: with which the bucket is owned here; NONE: it isn't */
byte shard[SESSIONS];
byte claim[SESSIONS];               /* the epoch with which its run takes the bucket to be owned here */

/* Of each session: its transaction */
bool opened[SESSIONS];              /* it has a snapshot, and at COMMIT will write what the work made of that */
byte snapshot[SESSIONS];            /* the data, as the work read it */
bool shares[SESSIONS];              /* it has the shared lock on the bucket's row */

/* For session s */
#define here       shard[s]
#define my_lock    holder[shard[s]]
#define my_run     run_of(s)
#define my_action  action_of(run_of(s))
#define my_receipt row(shard[s], action_of(run_of(s)))

/* Of the runs */
byte under_way;                     /* those that have begun and are not over: neither they nor their sessions */
mtype told[RUNS];                   /* NONE: it hasn't ended */

/* What only the properties look at: the runs that have had an effect */
byte committed;
