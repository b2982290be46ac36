NEURON { POINT_PROCESS noise  RANGE new_seed }
ASSIGNED { x }
VERBATIM
double nrn_random_pick(void* r);
void* nrn_random_arg(int argpos);   /* not what NEURON's header says */
ENDVERBATIM
INITIAL { x = scop_random(1) }
PROCEDURE new_seed(seed) { set_seed(seed) }
