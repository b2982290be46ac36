//! Whether a cell that rests somewhere also rests elsewhere.
//!
//! Which of several resting states a cell is in decides everything that is said of it. One is looked for from the side that
//! is further from the known one: from a depolarized cell, mostly. Others may still be there.

use super::{Policy, Rest, rest};
use crate::cell::Cell;
use crate::diagnostic::Diagnostic;
use crate::mechanism::Catalog;
use crate::membrane::Library;
use crate::quasi_active::QuasiActive;

/// Where cells are started to see whether they come back, mV.
const STARTS_MV: [f64; 2] = [-40.0, -90.0];

/// Rests that are closer in every segment are the same, mV.
const SAME_MV: f64 = 1.0;

/// A warning, where a cell that came to rest stays somewhere else when it is started there.
#[must_use]
pub fn elsewhere(cell: &Cell, library: &Library, catalog: &Catalog, known: &Rest) -> Option<Diagnostic> {
    known.settled_ms?;
    let known_mv = known.v_mv(0, 0)?;
    let start_mv =
        STARTS_MV.into_iter().max_by(|one, other| (one - known_mv).abs().total_cmp(&(other - known_mv).abs()))?;
    let started = Cell { v_init_mv: start_mv, ..cell.clone() };
    // Where it comes to no rest from there, or to one that does not hold, there is nothing to tell.
    let other = rest(&started, library, catalog, Policy::Steady).ok()?;
    let (section, known_mv, other_mv) = furthest(cell, known, &other)?;
    let stays = (known_mv - other_mv).abs() > SAME_MV
        && QuasiActive::of(cell, &other).ok().is_some_and(|cable| cable.unstable_modes() == Some(0));
    let message = format!(
        "the cell rests in more than one state: started at {start_mv} mV it stays where {section} is at {other_mv:.1} mV, not at {known_mv:.1} mV"
    );
    let help = "the one that `v_init` leads to is taken: `--v-init MILLIVOLT` starts elsewhere";
    stays.then(|| Diagnostic::warning("rest::several", message).help(help))
}

/// The segment whose voltages differ most: its section's name, and both voltages, mV.
fn furthest<'a>(cell: &'a Cell, one: &Rest, other: &Rest) -> Option<(&'a str, f64, f64)> {
    let sections = cell.sections.iter().zip(&one.sections).zip(&other.sections);
    let voltages = sections.flat_map(|((section, one), other)| {
        one.iter().zip(other).map(|(one, other)| (section.name.as_str(), one.point.v_mv, other.point.v_mv))
    });
    voltages.max_by(|first, second| (first.1 - first.2).abs().total_cmp(&(second.1 - second.2).abs()))
}
