//! The variables that NEURON itself has: constants of nature and the simulator's own.

use std::sync::Arc;

use crate::by_name::ByName;

/// Name and value at the start.
const VARIABLES: &[(&str, f64)] = &[
    ("PI", std::f64::consts::PI),
    ("E", std::f64::consts::E),
    ("GAMMA", 0.577_215_664_901_532_9),
    ("DEG", 57.295_779_513_082_32),
    ("PHI", 1.618_033_988_749_895),
    ("FARADAY", 96_485.332_123_310_01),
    ("R", 8.314_462_618_153_24),
    ("celsius", 6.3),
    ("t", 0.0),
    ("dt", 0.025),
    ("clamp_resist", 1e-3),
    ("secondorder", 0.0),
    ("stoprun", 0.0),
    ("diam_changed", 1.0),
    ("nrn_shape_changed_", 0.0),
    ("nrn_netrec_state_adjust", 0.0),
    ("nrn_sparse_partrans", 0.0),
    ("hoc_ac_", 0.0),
    ("hoc_cross_x_", 0.0),
    ("hoc_cross_y_", 0.0),
    ("float_epsilon", 1e-11),
];

/// Where [`Variables`] keeps `float_epsilon`.
const EPSILON: &str = "float_epsilon";

/// A variable's value, and whether hoc assigned it.
#[derive(Debug, Clone, Copy)]
struct Variable {
    value: f64,
    was_set: bool,
}

/// The variables with their values.
#[derive(Debug)]
pub(crate) struct Variables {
    variables: ByName<Arc<str>, Variable>,
    epsilon: f64,
}

impl Default for Variables {
    fn default() -> Self {
        let variables =
            VARIABLES.iter().map(|&(name, value)| (Arc::from(name), Variable { value, was_set: false })).collect();
        Self { variables, epsilon: 1e-11 }
    }
}

impl Variables {
    /// The variable of that name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.variables.get_index_of(name)
    }

    /// A variable's name.
    pub(crate) fn name(&self, index: usize) -> &str {
        self.variables.get_index(index).map_or("", |(name, _)| name)
    }

    /// A variable's value.
    pub(crate) fn get(&self, index: usize) -> f64 {
        self.variables.get_index(index).map_or(0.0, |(_, variable)| variable.value)
    }

    /// Sets a variable.
    pub(crate) fn set(&mut self, index: usize, value: f64) {
        if let Some((name, variable)) = self.variables.get_index_mut(index) {
            *variable = Variable { value, was_set: true };
            if name.as_ref() == EPSILON {
                self.epsilon = value;
            }
        }
    }

    /// Did hoc assign it?
    pub(crate) fn was_set(&self, name: &str) -> bool {
        self.variables.get(name).is_some_and(|variable| variable.was_set)
    }

    /// Numbers that differ by less are equal.
    pub(crate) const fn epsilon(&self) -> f64 {
        self.epsilon
    }

    /// Every name.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(AsRef::as_ref)
    }
}
