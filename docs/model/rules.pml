/*
 * The rules of the design, each with a switch. As they stand here they are Latchkey's. `check` turns them off one by one (0), and each
 * time Spin must find what goes wrong: otherwise the model would not see the rule.
 */

/* The lock */
#ifndef SNAPSHOT_AFTER_THE_LOCK     /* the work's first read of a table comes after GET_LOCK */
#define SNAPSHOT_AFTER_THE_LOCK 1
#endif
#ifndef RELEASE_AFTER_THE_COMMIT    /* RELEASE is sent when COMMIT has been answered */
#define RELEASE_AFTER_THE_COMMIT 1
#endif
#ifndef ROLLBACK_BEFORE_FREE        /* the servers' own rule: a dying session's transaction is decided before its lock is free */
#define ROLLBACK_BEFORE_FREE 1
#endif

/* The gate */
#ifndef GATE_ASKS_THE_HOLDER        /* is the lock still this session's? */
#define GATE_ASKS_THE_HOLDER 1
#endif
#ifndef GATE_ASKS_THE_BUCKET        /* does this shard own the bucket? */
#define GATE_ASKS_THE_BUCKET 1
#endif
#ifndef GATE_LOCKS_THE_BUCKET       /* the shared row lock: whoever moves the bucket waits until the transaction is decided */
#define GATE_LOCKS_THE_BUCKET 1
#endif
#ifndef GATE_WRITES_A_RECEIPT       /* in the work's transaction; a second one of the action is a duplicate key */
#define GATE_WRITES_A_RECEIPT 1
#endif
#ifndef GATE_ASKS_THE_EPOCH         /* and has it owned it without a break since the run was led here? */
#define GATE_ASKS_THE_EPOCH 1
#endif

/* The resolver */
#ifndef RESOLVER_TAKES_THE_LOCK     /* so the old session is gone, and its transaction decided */
#define RESOLVER_TAKES_THE_LOCK 1
#endif
#ifndef RESOLVER_LOCKS_THE_RECEIPT  /* its locking read waits for a receipt whose transaction isn't decided */
#define RESOLVER_LOCKS_THE_RECEIPT 1
#endif
#ifndef RESOLVER_KNOWS_ITS_RUN      /* by the run id in the receipt */
#define RESOLVER_KNOWS_ITS_RUN 1
#endif
#ifndef RESOLVER_ASKS_THE_OWNER     /* where the bucket is owned now, if not on the old shard */
#define RESOLVER_ASKS_THE_OWNER 1
#endif

/* The ledger */
#ifndef MARK_AFTER_THE_COMMIT       /* the mark follows an answered COMMIT, or a receipt that was seen */
#define MARK_AFTER_THE_COMMIT 1
#endif
#ifndef RECEIPT_WHEN_LEDGER_IS_AWAY /* 1: a run that can't ask the ledger asks the receipt and goes on; 0: it is refused */
#define RECEIPT_WHEN_LEDGER_IS_AWAY 0
#endif

/* Retention: when may a receipt be purged? */
#define NEVER                0
#define WHEN_MARKED_LONG_AGO 1      /* longer ago than the longest run and its resolver can last */
#define WHEN_DONE_LONG_AGO   2      /* the same from the commit on: wrong */
#define WHEN_MARKED          3      /* at once: wrong */
#ifndef PURGE
#define PURGE WHEN_MARKED_LONG_AGO
#endif
#ifndef RETENTION_OUTLASTS_SESSIONS /* a run that has ended counts for as long as a session of its own lives: its gate may be late */
#define RETENTION_OUTLASTS_SESSIONS 1
#endif

/* Moving a bucket */
#ifndef COPY_IN_A_NEW_TRANSACTION   /* with a snapshot from after `owned = 0` */
#define COPY_IN_A_NEW_TRANSACTION 1
#endif
#ifndef RECEIPTS_MOVE_TOO
#define RECEIPTS_MOVE_TOO 1
#endif
#ifndef MOVER_STOPS                 /* 1: it may stop for good between two steps */
#define MOVER_STOPS 0
#endif
