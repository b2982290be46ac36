//! Implicit steps of a segment's states, for a voltage that moves with them.
//!
//! Around an operating point the states follow ds/dt = F + A ds + b dv. A step of h makes of them
//! ds = (1/h - A)^-1 (F + b dv); rows that are no rates have no 1/h. Seen from the cable such a segment is a current and
//! a conductance.
#![allow(clippy::indexing_slicing, reason = "numeric kernel: rows are sized where they are made")]

use super::{Look, Room, Segment};
use crate::membrane::dense::solve_rows;

/// What one step makes of a segment.
#[derive(Debug, Default)]
pub struct ImplicitStep {
    /// For each state: its change while the voltage stays, and what a voltage of 1 mV more adds to it.
    changes: Vec<(f64, f64)>,
    /// The membrane current at the step's end while the voltage stays, mA/cm2, outward.
    pub current_ma_per_cm2: f64,
    /// What a voltage of 1 mV more adds to it, S/cm2.
    pub slope_s_per_cm2: f64,
}

impl Segment {
    /// One step from where it was looked at, into `into`; false where the equations have no solution.
    pub fn step(&self, look: &Look, step_ms: f64, room: &mut Room, into: &mut ImplicitStep) -> bool {
        let (around, size) = (&look.around, self.layout.states);
        let (width, rows) = (size + 2, &mut room.rows);
        rows.clear();
        for ((state, is_algebraic), value) in self.layout.is_algebraic.iter().enumerate().zip(&look.point.rows) {
            let (by_v, by_state) = around.state(state).split_at(1);
            rows.extend(by_state.iter().map(|slope| -slope));
            if !is_algebraic {
                rows[state * width + state] += 1.0 / step_ms;
            }
            rows.extend([*value, by_v[0]]);
        }
        if !solve_rows(rows, size, width) {
            return false;
        }
        into.changes.clear();
        into.changes.extend(rows.chunks_exact(width).map(|row| (row[size], row[size + 1])));
        into.current_ma_per_cm2 = look.point.current_ma_per_cm2();
        let (by_v, by_state) = around.current().split_at(1);
        into.slope_s_per_cm2 = by_v[0];
        for (slope, (time, v)) in by_state.iter().zip(&into.changes).filter(|(slope, _)| **slope != 0.0) {
            into.current_ma_per_cm2 += slope * time;
            into.slope_s_per_cm2 += slope * v;
        }
        true
    }
}

impl ImplicitStep {
    /// The changes of the states, for a change of the voltage.
    pub fn changes(&self, change_mv: f64) -> impl Iterator<Item = f64> + '_ {
        self.changes.iter().map(move |(time, v)| time + v * change_mv)
    }
}
