//! What a step needs of a segment's derivatives: those of the states' rows and of the whole current.
#![allow(clippy::indexing_slicing, reason = "numeric kernel: rows are sized where they are made")]

use super::layout::Layout;
use super::tableau::Tableau;

/// Derivatives by the voltage, then by the states.
#[derive(Debug, Default)]
pub(super) struct Around {
    width: usize,
    slopes: Vec<f64>,
}

impl Around {
    /// Those of a tableau whose ions are followed.
    pub(super) fn take(&mut self, tableau: &Tableau, layout: &Layout) {
        self.width = 1 + layout.states;
        self.slopes.clear();
        for state in 0..layout.states {
            self.slopes.extend(tableau.state(state));
        }
        let sum = self.slopes.len();
        self.slopes.resize(sum + self.width, 0.0);
        for current in 0..layout.currents {
            self.slopes[sum..].iter_mut().zip(tableau.current(current)).for_each(|(sum, slope)| *sum += slope);
        }
    }

    /// The derivatives of a state's row.
    pub(super) fn state(&self, state: usize) -> &[f64] {
        &self.slopes[state * self.width..][..self.width]
    }

    /// Those of the whole current.
    pub(super) fn current(&self) -> &[f64] {
        &self.slopes[self.slopes.len() - self.width..]
    }
}
