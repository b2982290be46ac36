//! What `Vector` computes, on plain slices and in NEURON's order of operations.
//!
//! Results are new vectors, so a method may be given its own object as an argument.

pub mod arrange;
pub mod calculus;
pub mod fit;
pub mod fourier;
pub mod recorded;
pub mod select;
pub mod statistics;

#[cfg(test)]
mod tests;
