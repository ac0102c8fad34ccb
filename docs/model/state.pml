/* What there is: runs, sessions, shards, the ledger. All of it is small and bounded; README.md says by what. */

#ifndef RUNS
#define RUNS 2                      /* runs that begin at any time, each once */
#endif
#ifndef OTHERS
#define OTHERS 0                    /* how many of them do another action under the same lock key */
#endif
#ifndef MOVES
#define MOVES 0                     /* how often the bucket moves: 1 there, 2 there and back */
#endif
#ifndef KILLS
#define KILLS 1                     /* whether sessions die whose run still talks to them, and lose their lock while they live */
#endif

#if OTHERS
#define ACTIONS  2
#else
#define ACTIONS  1
#endif
#if MOVES
#define SHARDS   2
#else
#define SHARDS   1
#endif
#define last     (SHARDS - 1)
#define SESSIONS (2 * RUNS)         /* a run's first, and one for its second try or its resolver */
#define ROWS     (SHARDS * ACTIONS)  /* of receipts */
#define NONE     0
#define NOBODY   255

#define flag(run)            (1 << (run))
#define run_of(session)     ((session) % RUNS)
#define action_of(run)      ((run) >= RUNS - OTHERS)
#define row(shard, action)  ((shard) * ACTIONS + (action))
#define id_of(run)          ((run) + 1)                         /* the run id in a receipt and a mark; NONE: there isn't any */

mtype = {
    /* statements */
    GET_LOCK, GET_LOCK_WAITING, WORK, GATE, COMMIT, ROLLBACK, LOOK, LOOK_FIRST, LOOK_UNLOCKED, RELEASE,
    /* what a run hears; LOST: no answer came, and none will */
    YES, NO, LOST, GRANTED, WORKED, DUPLICATE, NOT_HELD, NOT_OWNED,
    /* how a session stands: in its pool, borrowed, dying (one of its two last acts is done), dead while its run doesn't know yet */
    POOLED, OPEN, DYING, DEAD,
    /* outcomes of runs */
    COMPLETED, ALREADY_DONE, BUSY, WRONG_SHARD, FAILED, UNRESOLVED, CRASHED,
    /* what a run's caller knows then */
    ALL, NOTHING
};

/* Of each shard: a server with named locks and tables */
byte holder[SHARDS] = NOBODY;       /* the session that has the named lock */
bool owned[SHARDS];                 /* the bucket's row; true on shard 0 at first */
byte epoch[SHARDS];                 /* of that row: how often the shard was given the bucket */
byte sharers[SHARDS];               /* transactions with a shared lock on that row */
byte data[SHARDS];                  /* what the work reads and then writes back, one bit more: the runs whose effect is in it */

/* Of each receipt, by its row: the committed one, and the one whose transaction isn't decided yet */
byte receipt[SHARDS * ACTIONS];                 /* run id */
bool marked[SHARDS * ACTIONS];                  /* column marked_at */
byte since_then[SHARDS * ACTIONS];              /* runs that still last since the moment from which retention counts */
byte undecided[SHARDS * ACTIONS] = NOBODY;      /* the session that inserted it */

/* Of the ledger cluster: the marks, by action */
byte ledger[ACTIONS];                           /* run id */

/* Of each session. The first four belong to the talk of a run with it, the others to its transaction. */
mtype state[SESSIONS] = POOLED;
bool listened[SESSIONS];                        /* its run is there and waits for answers, or will */
mtype request[SESSIONS];                        /* a statement that isn't performed yet */
mtype answer[SESSIONS];
byte shard[SESSIONS];
byte epoch_known[SESSIONS];                     /* with which its run came here */
bool opened[SESSIONS];                          /* it has a snapshot, and at COMMIT what the work wrote on top of it */
byte snapshot[SESSIONS];                        /* the data as the work read it */
bool shares[SESSIONS];                          /* it has the shared lock on the bucket's row */
byte seen_id[SESSIONS];                         /* answer of LOOK: the receipt's run id */
bool seen_owned[SESSIONS];                      /* answer of LOOK: whether the bucket is owned there */

/* Of each run */
mtype told[RUNS];                               /* whether its caller got an outcome that says what became of it */
byte under_way;                                 /* the runs that have begun and not ended */

/* What the properties look at, and nobody else: the runs that have had an effect */
byte committed;

/* For session s */
#define here        shard[s]
#define my_lock     holder[shard[s]]
#define my_action   action_of(run_of(s))
#define my_receipt  row(shard[s], action_of(run_of(s)))
