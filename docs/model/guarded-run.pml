/* The guarded run of Latchkey, for the model checker Spin. README.md says what is modelled and what isn't, `check` verifies it. */

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
    for (i : 0 .. SESSIONS - 1) { run Session(i) }
    for (i : 0 .. ROWS - 1) {
        run Marks(i);
        if
        :: PURGE != NEVER -> run Purge(i)
        :: else
        fi
    }
    for (i : 0 .. RUNS - 1) { run Run(i) }
    if
    :: MOVES > 0 -> run Mover()
    :: else
    fi;
    run Afterwards();
    i = 0
    }
}
