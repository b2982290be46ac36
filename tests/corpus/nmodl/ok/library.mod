NEURON { SUFFIX nothing GLOBAL seed }
PARAMETER { amount = 3 }
ASSIGNED { seed }
PROCEDURE set_seed_to(x) { seed = x*amount }
VERBATIM
static int helper(void) { return 0; }
ENDVERBATIM
