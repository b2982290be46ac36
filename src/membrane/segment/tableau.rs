//! The derivatives of everything that a segment's equations give, in one table.
//!
//! Rows: states, ions' variables that something sees, currents. Columns: voltage, states, those variables. An ion's current
//! is the sum over the mechanisms, a concentration is what a mechanism writes, a reversal potential follows from
//! concentrations where NEURON computes it: [`Tableau::follow`] puts into the other rows what these variables follow.
#![allow(clippy::indexing_slicing, reason = "numeric kernel: rows and columns are sized by the layout")]

use super::layout::Layout;
use super::local::{Input, Quantity};
use crate::mechanism::ion::IonVariable;
use crate::membrane::dense::solve_rows;
use crate::membrane::instance::IonValues;
use crate::membrane::program::Carrier;

/// Derivatives by row and column.
#[derive(Debug, Default)]
pub(super) struct Tableau {
    states: usize,
    followed: usize,
    slopes: Vec<f64>,
}

impl Tableau {
    /// Zeros, for a segment of that layout.
    pub(super) fn clear(&mut self, layout: &Layout) {
        (self.states, self.followed) = (layout.states, layout.followed.len());
        let rows = self.states + self.followed + layout.currents;
        self.slopes.clear();
        self.slopes.resize(rows * self.width(), 0.0);
    }

    fn width(&self) -> usize {
        1 + self.states + self.followed
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.slopes[row * self.width()..][..self.width()]
    }

    /// The derivatives of a state's row: by the voltage, then by the states. To be read when the ions are followed.
    pub(super) fn state(&self, state: usize) -> &[f64] {
        &self.row(state)[..=self.states]
    }

    /// Those of a current.
    pub(super) fn current(&self, current: usize) -> &[f64] {
        &self.row(self.states + self.followed + current)[..=self.states]
    }

    fn add(&mut self, row: usize, column: usize, slope: f64) {
        let place = row * self.width() + column;
        self.slopes[place] += slope;
    }

    /// Takes one derivative of an instance.
    pub(super) fn take(&mut self, from: &From<'_>, input: Input, quantity: Quantity, slope: f64) {
        if slope == 0.0 {
            return;
        }
        let (layout, own) = (from.layout, &from.layout.own[from.instance]);
        let column = match input {
            Input::V => Some(0),
            Input::State(state) => Some(1 + own.first_state + state),
            Input::Ion(ion, variable) => {
                layout.follower(from.places[ion], variable).map(|place| 1 + self.states + place)
            }
        };
        let Some(column) = column else { return };
        let follower = |ion: usize, variable| Some(self.states + layout.follower(from.places[ion], variable)?);
        match quantity {
            Quantity::Row(row) => self.add(own.first_state + row, column, slope),
            Quantity::Current(current, carrier) => {
                let slope = slope * from.density(carrier);
                let sum = if let Carrier::Ion(ion) = carrier { follower(ion, IonVariable::Current) } else { None };
                self.add(self.states + self.followed + own.first_current + current, column, slope);
                if let Some(sum) = sum {
                    self.add(sum, column, slope);
                }
            }
            Quantity::Written(ion, variable) => {
                if let Some(row) = follower(ion, variable) {
                    self.add(row, column, slope);
                }
            }
        }
    }

    /// A reversal potential that is Nernst's follows the relative changes of its concentrations, `factor_mv` times.
    pub(super) fn set_nernst(&mut self, layout: &Layout, ion: usize, factor_mv: f64, values: IonValues<f64>) {
        let Some(row) = layout.follower(ion, IonVariable::Reversal) else { return };
        let (row, width) = (self.states + row, self.width());
        self.slopes[row * width..][..width].fill(0.0);
        let sides = [(IonVariable::Inner, -factor_mv / values.inner), (IonVariable::Outer, factor_mv / values.outer)];
        for (side, slope) in sides {
            if let Some(place) = layout.follower(ion, side) {
                self.add(row, 1 + self.states + place, slope);
            }
        }
    }

    /// Puts into all other rows what the ions' variables follow. `room` is overwritten.
    pub(super) fn follow(&mut self, room: &mut Vec<f64>) {
        let (states, followed, width) = (self.states, self.followed, self.width());
        if followed == 0 {
            return;
        }
        room.clear();
        for place in 0..followed {
            let (known, ions) = self.row(states + place).split_at(1 + states);
            room.extend(ions.iter().enumerate().map(|(ion, slope)| f64::from(u8::from(ion == place)) - slope));
            room.extend(known);
        }
        if !solve_rows(room, followed, width) {
            // What they follow is not determined: they are as the mechanisms write them.
            for place in 0..followed {
                room[place * width + followed..][..=states].copy_from_slice(&self.row(states + place)[..=states]);
            }
        }
        for row in self.slopes.chunks_exact_mut(width) {
            let (known, ions) = row.split_at_mut(1 + states);
            for (&slope, answer) in ions.iter().zip(room.chunks_exact(width)).filter(|(slope, _)| **slope != 0.0) {
                known.iter_mut().zip(&answer[followed..]).for_each(|(known, answer)| *known += slope * answer);
            }
        }
    }
}

/// Whose derivatives are taken.
pub(super) struct From<'a> {
    pub(super) layout: &'a Layout,
    pub(super) instance: usize,
    /// For each of its ions: the place among all.
    pub(super) places: &'a [usize],
    /// What makes of its current a density.
    pub(super) density: f64,
}

impl From<'_> {
    fn density(&self, carrier: Carrier) -> f64 {
        if carrier == Carrier::Electrode { -self.density } else { self.density }
    }
}
