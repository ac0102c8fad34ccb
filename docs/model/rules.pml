/*
 * The rules of the design, each with a switch. All are on (1) in the model of Latchkey. `check` switches them off (0) one by one, and
 * each time Spin must find out what goes wrong: else the model doesn't see the rule.
 */

/* The lock */
#ifndef SNAPSHOT_AFTER_THE_LOCK     /* the work's first read of a table comes after GET_LOCK */
#define SNAPSHOT_AFTER_THE_LOCK 1
#endif
#ifndef RELEASE_AFTER_THE_COMMIT    /* the lock is released when COMMIT has been answered */
#define RELEASE_AFTER_THE_COMMIT 1
#endif
#ifndef ROLLBACK_BEFORE_FREE        /* a dying session's transaction is decided before its locks are freed: the servers' rule, not ours */
#define ROLLBACK_BEFORE_FREE 1
#endif

/* The gate */
#ifndef GATE_ASKS_THE_HOLDER        /* is the lock still this session's? */
#define GATE_ASKS_THE_HOLDER 1
#endif
#ifndef GATE_ASKS_THE_BUCKET        /* does this shard own the bucket? */
#define GATE_ASKS_THE_BUCKET 1
#endif
#ifndef GATE_LOCKS_THE_BUCKET       /* its shared row lock makes the mover wait until the transaction is decided */
#define GATE_LOCKS_THE_BUCKET 1
#endif
#ifndef GATE_WRITES_A_RECEIPT       /* in the work's transaction; a second one of the action is a duplicate key */
#define GATE_WRITES_A_RECEIPT 1
#endif
#ifndef GATE_ASKS_THE_EPOCH         /* is it the ownership that the run set out with? Off: a proposal, see README.md */
#define GATE_ASKS_THE_EPOCH 0
#endif

/* The resolver */
#ifndef RESOLVER_TAKES_THE_LOCK     /* so that the old session is gone and its transaction decided */
#define RESOLVER_TAKES_THE_LOCK 1
#endif
#ifndef RESOLVER_LOCKS_THE_RECEIPT  /* a locking read waits for a receipt that is written but not committed */
#define RESOLVER_LOCKS_THE_RECEIPT 1
#endif
#ifndef RESOLVER_KNOWS_ITS_RUN      /* by the run id in the receipt */
#define RESOLVER_KNOWS_ITS_RUN 1
#endif
#ifndef RESOLVER_ASKS_THE_OWNER     /* where the bucket is owned now, if that is no longer the old shard */
#define RESOLVER_ASKS_THE_OWNER 1
#endif

/* The ledger */
#ifndef MARK_AFTER_THE_COMMIT       /* the ledger's mark follows an answered COMMIT */
#define MARK_AFTER_THE_COMMIT 1
#endif
#ifndef RECEIPT_WHEN_LEDGER_IS_AWAY /* 1: a run that can't ask the ledger asks the receipt, and goes on; 0: it is refused */
#define RECEIPT_WHEN_LEDGER_IS_AWAY 0
#endif

/* Retention: when does a receipt go? */
#define NEVER                0
#define WHEN_MARKED_LONG_AGO 1      /* longer ago than the longest run and its resolver last */
#define WHEN_DONE_LONG_AGO   2      /* the same, counted from the commit: wrong */
#define WHEN_MARKED          3      /* at once: wrong */
#ifndef PURGE
#define PURGE WHEN_MARKED_LONG_AGO
#endif

/* Moving a bucket */
#ifndef COPY_IN_A_NEW_TRANSACTION   /* the mover's snapshot is younger than `owned = 0` */
#define COPY_IN_A_NEW_TRANSACTION 1
#endif
#ifndef RECEIPTS_MOVE_TOO
#define RECEIPTS_MOVE_TOO 1
#endif
