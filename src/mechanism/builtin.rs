//! The mechanisms that NEURON knows without a mod file.
