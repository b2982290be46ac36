//! Linear cable theory on a tree of sections, discretized as NEURON does it.
//!
//! [`nodes`] turns sections into nodes, [`hines`] eliminates the tree in O(n), [`impedance`] answers in the field's terms
//! (input and transfer impedance, as NEURON's `Impedance`), [`cylinder`] holds the closed forms.
//! Conductances are in uS, currents in nA, voltages in mV, impedances in `MOhm`.

pub mod cylinder;
pub mod error;
pub mod hines;
pub mod impedance;
pub mod nodes;

pub use error::CableError;
