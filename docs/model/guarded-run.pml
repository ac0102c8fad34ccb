/*
 * The guarded run of Latchkey, for the model checker Spin. README.md says what is modelled and what is not; `check` verifies it.
 *
 * One bucket, one lock key. Runs of one action or of two; shards, each with a named lock and tables; a ledger on a server of its own.
 * Any session may die, any message may be lost and any run may crash, at every step and as often as can be.
 */

#include "rules.pml"
#include "state.pml"
#include "promise.pml"
#include "marks.pml"
#include "server.pml"
#include "run.pml"
#include "mover.pml"

init {
    byte i;
    atomic {
        owned[0] = true;
        epoch[0] = 1;
        for (i : 0 .. SESSIONS - 1) {
            run Session(i)
        }
        for (i : 0 .. ROWS - 1) {
            run Marks(i);
            if
            :: PURGE != NEVER -> run Purge(i)
            :: else
            fi
        }
        for (i : 0 .. RUNS - 1) {
            run Run(i)
        }
        if
        :: MOVES > 0 -> run Mover()
        :: else
        fi;
        run Afterwards();
        i = 0
    }
}
