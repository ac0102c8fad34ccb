package dev.latchkey.trials.torture.history;

/** What is done to workers, links and servers. */
public enum FaultKind {
    /** KILL of the session that holds some lock, or of any other. */
    SESSION_KILLED("sessionKilled"),
    /** KILL QUERY of a statement that runs. */
    STATEMENT_KILLED("statementKilled"),
    /** A connection ends with FIN to both sides. */
    LINK_CUT("linkCut"),
    /** A connection ends with RST to both sides. */
    LINK_RESET("linkReset"),
    /** A connection carries nothing any more, and nobody is told. */
    LINK_VANISHED("linkVanished"),
    /** A request comes late to the server. */
    REQUEST_DELAYED("requestDelayed"),
    /** The server has acted, and its answer comes late. */
    ANSWER_DELAYED("answerDelayed"),
    /** The server has acted on a COMMIT, and its answer never comes. */
    COMMIT_ANSWER_SWALLOWED("commitAnswerSwallowed"),
    /** The same for GET_LOCK. */
    LOCK_ANSWER_SWALLOWED("lockAnswerSwallowed"),
    /** The same for a release. */
    RELEASE_ANSWER_SWALLOWED("releaseAnswerSwallowed"),
    /** SIGSTOP of a worker for longer than the lease, then SIGCONT. */
    WORKER_PAUSED("workerPaused"),
    /** {@code kill -9} of a worker; a new one takes its place. */
    WORKER_KILLED("workerKilled"),
    /** {@code kill -9} of a server, which is started again. */
    SERVER_KILLED("serverKilled"),
    /** A server takes its time for everything. */
    SERVER_SLOW("serverSlow"),
    /** Nobody gets through to the ledger. */
    LEDGER_AWAY("ledgerAway"),
    /** A server takes no further session. */
    CONNECTIONS_FULL("connectionsFull"),
    /** A bucket moves to another shard, and the workers' shard maps are stale. */
    BUCKET_MOVED("bucketMoved"),
    /** Work calls a procedure that releases the lock of its run. */
    LOCK_RELEASED_IN_WORK("lockReleasedInWork"),
    /** Work swallows an error with which the server rolled it back, and goes on. */
    DEADLOCK_SWALLOWED("deadlockSwallowed");

    private final String text;

    FaultKind(String text) {
        this.text = text;
    }

    /** As in a report: {@code sessionKilled}. */
    public String text() {
        return text;
    }
}
