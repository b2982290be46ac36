//! A channel that a program defines while it runs, as NEURON's `KSChan` keeps it: gates, their rates, its current.
//!
//! A gate is one state that goes to its steady value by itself (Hodgkin and Huxley), or several with transitions between
//! them. The conductance is the product of what the gates let through, each to its power. [`declare`] says what hoc sees
//! of it, [`mod_file`] writes its equations as a mod file, so that nothing behind that knows of it.

pub mod declare;
pub mod mod_file;
pub mod rate;

pub use rate::Rate;

/// A channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Its name in hoc.
    pub name: String,
    /// It is a point process, not a density mechanism.
    pub is_point: bool,
    /// What its current is carried by; none where it is unspecific.
    pub carrier: Option<Carrier>,
    /// Conductance where nothing is set: S/cm2, uS of a point process; cm/s, cm3/s where the current follows
    /// Goldman, Hodgkin and Katz.
    pub maximum: f64,
    /// Reversal potential of an unspecific current, mV.
    pub reversal_mv: f64,
    /// Its states, those of each gate side by side.
    pub states: Vec<State>,
    /// Its gates.
    pub gates: Vec<Gate>,
    /// What leads from state to state; one of each gate of one state, with the state as both ends.
    pub transitions: Vec<Transition>,
    /// How many channels there may be, one by one, where that is asked for.
    pub may_be_counted: bool,
}

/// An ion that carries a current.
#[derive(Debug, Clone, PartialEq)]
pub struct Carrier {
    /// `na`, without `_ion`.
    pub ion: String,
    /// Its charge.
    pub valence: f64,
    /// The current follows Goldman, Hodgkin and Katz, not Ohm.
    pub is_ghk: bool,
}

/// A state.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Its name, without the channel's.
    pub name: String,
    /// What it lets through, 1 for an open one.
    pub fraction: f64,
}

/// States of which a channel is in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// The first of its states.
    pub first: usize,
    /// How many.
    pub count: usize,
    /// How many alike there are.
    pub power: u32,
}

/// What leads from a state to another and back.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// From which.
    pub source: usize,
    /// To which.
    pub target: usize,
    /// What drives it.
    pub drive: Drive,
}

/// What drives a transition.
#[derive(Debug, Clone, PartialEq)]
pub enum Drive {
    /// The rates there and back, 1/ms.
    Rates(Rate, Rate),
    /// Steady value and time constant, ms.
    SteadyState(Rate, Rate),
    /// What binds: the rates of binding, 1/ms per mM to the power of `count`, and of letting go, 1/ms.
    Ligand {
        /// `ca`, without `_ion`.
        ion: String,
        /// Its charge.
        valence: f64,
        /// From within the cell.
        is_inside: bool,
        /// How many bind at once.
        count: u32,
        /// Of binding.
        binding: f64,
        /// Of letting go.
        unbinding: f64,
    },
}

impl Channel {
    /// Is the state a gate of its own, which goes to a steady value?
    #[must_use]
    pub fn is_alone(&self, state: usize) -> bool {
        self.transitions.iter().any(|transition| transition.source == state && transition.target == state)
    }

    /// The ions that bind, with their charges: the concentrations of each.
    pub fn ligands(&self) -> impl Iterator<Item = (&str, f64, bool)> {
        self.transitions.iter().filter_map(|transition| match &transition.drive {
            Drive::Ligand { ion, valence, is_inside, .. } => Some((ion.as_str(), *valence, *is_inside)),
            Drive::Rates(..) | Drive::SteadyState(..) => None,
        })
    }

    /// What stands for conductance: `g`, or the permeability `p`.
    #[must_use]
    pub fn letter(&self) -> char {
        if self.carrier.as_ref().is_some_and(|carrier| carrier.is_ghk) { 'p' } else { 'g' }
    }
}
