//! Morphology files, and the sections that NEURON's import3d makes of them.
