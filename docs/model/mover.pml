/*
 * Moves the bucket: `owned = 0`, committed; then, in a new transaction, its data and receipts; then `owned = 1` over there. It may stop
 * for good between any two steps. One that is started again goes on where it was, so it is the same as a slow one.
 */

inline may_stop() {
    if
    :: true
    :: goto stopped
    fi
}

inline read_all() {
    copied_data = data[from];
    copied[0] = receipt[row(from, 0)];
    copied_marked[0] = marked[row(from, 0)];
    copied_since[0] = since_then[row(from, 0)];
    copied[ACTIONS - 1] = receipt[row(from, ACTIONS - 1)];
    copied_marked[ACTIONS - 1] = marked[row(from, ACTIONS - 1)];
    copied_since[ACTIONS - 1] = since_then[row(from, ACTIONS - 1)]
}

inline write_receipt(action) {
    receipt[row(to, action)] = copied[action]; copied[action] = NONE;
    marked[row(to, action)] = copied_marked[action]; copied_marked[action] = false;
    since_then[row(to, action)] = copied_since[action]; copied_since[action] = 0
}

inline write_all() {
    data[to] = copied_data; copied_data = 0;
    if
    :: RECEIPTS_MOVE_TOO -> write_receipt(0); 
        if :: ACTIONS > 1 -> write_receipt(ACTIONS - 1) :: else fi
    :: else
    fi
}

inline remove_all() {
    data[from] = 0;
    forget_receipt(row(from, 0));
    forget_receipt(row(from, ACTIONS - 1))
}

proctype Mover() {
    bit from, to = 1;
    byte copied_data;
    byte copied[ACTIONS];
    bool copied_marked[ACTIONS];
    byte copied_since[ACTIONS];
    byte moves;

    do
    :: moves < MOVES ->
        may_stop();
        if
        :: !COPY_IN_A_NEW_TRANSACTION -> d_step { read_all() }
        :: else
        fi;
        d_step { sharers[from] == 0 -> owned[from] = false };   /* UPDATE waits for the gates' shared locks, then COMMIT */
        may_stop();
        if
        :: COPY_IN_A_NEW_TRANSACTION -> d_step { read_all() }
        :: else
        fi;
        d_step { write_all() };
        may_stop();
        d_step { owned[to] = true; epoch[to]++; check_move() };
        d_step { remove_all(); from = to; to = 1 - from; moves++ }
    :: moves == MOVES -> break
    od;
stopped:
    skip
}
