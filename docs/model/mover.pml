/*
 * Moves the bucket: `owned = 0`, committed; then, in a new transaction, its data and receipts; then `owned = 1` over there; at last the
 * old rows are removed. There is one mover at a time; that is taken for granted.
 *
 * A mover that is started again goes on where the last one was: it is the same as a slow one. Data and receipts are copied in one step:
 * after `owned = 0` only marks and purges change anything here, and a copy that has missed one of those is marked, or purged, once more.
 */

inline may_stop() {
    if
    :: true
    :: MOVER_STOPS -> goto stopped
    fi
}

inline copy_receipt(action) {
    receipt[row(to, action)] = receipt[row(from, action)];
    marked[row(to, action)] = marked[row(from, action)];
    since_then[row(to, action)] = since_then[row(from, action)]
}

inline copy_all() {
    printf("mover: copied from shard %d to shard %d\n", from, to);
    data[to] = data[from];
    if
    :: RECEIPTS_MOVE_TOO -> copy_receipt(0); copy_receipt(ACTIONS - 1)
    :: else
    fi
}

inline remove_all() {
    printf("mover: removed from shard %d\n", from);
    data[from] = 0;
    forget_receipt(row(from, 0));
    forget_receipt(row(from, ACTIONS - 1))
}

proctype Mover() {
    bit from, to = 1;
    byte moves;

    do
    :: moves < MOVES ->
        may_stop();
        if
        :: !COPY_IN_A_NEW_TRANSACTION -> d_step { copy_all() }
        :: else
        fi;
        d_step {
            sharers[from] == 0 ->           /* the UPDATE waits for the gates' shared locks; then COMMIT */
            printf("mover: bucket no longer owned by shard %d\n", from);
            owned[from] = false
        };
        may_stop();
        if
        :: COPY_IN_A_NEW_TRANSACTION -> d_step { copy_all() }
        :: else
        fi;
        may_stop();
        d_step {
            printf("mover: bucket owned by shard %d\n", to);
            owned[to] = true;
            epoch[to]++;
            check_move()
        };
        may_stop();
        d_step {
            remove_all();
            from = to;
            to = 1 - from;
            moves++
        }
    :: moves == MOVES -> break
    od;
stopped:
    skip
}
