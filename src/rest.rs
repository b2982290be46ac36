//! The operating point of a whole cell: voltage, states and concentrations of every segment.
//!
//! ```text
//! Cell + Library -> start (finitialize in every segment) -> settle (implicit steps of the whole cable) -> Rest
//! ```
//! What a membrane does to small signals depends on where it is looked at, so every quasi-active number starts here.

mod elsewhere;
mod error;
mod settle;
mod stability;
mod start;

pub use elsewhere::elsewhere;
pub use error::RestError;
pub use stability::stability;

use std::sync::OnceLock;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::cell::Cell;
use crate::mechanism::Catalog;
use crate::membrane::segment::{OperatingPoint, Segment};
use crate::membrane::{Library, Response};

/// Where a cell is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Policy {
    /// Where it comes to rest from `v_init`.
    Steady,
    /// At `v_init`, as `finitialize(v_init)` leaves it.
    Initial,
    /// At a voltage that is the same everywhere, mV, as `finitialize` leaves it.
    Held(f64),
}

/// A segment and where it is.
#[derive(Debug)]
pub struct Resting {
    /// Its membrane.
    pub membrane: Segment,
    /// Its voltage, states, ions and currents.
    pub point: OperatingPoint,
}

/// A cell at its operating point.
#[derive(Debug)]
pub struct Rest {
    /// For each section of the cell, each segment from the 0 end.
    pub sections: Vec<Vec<Resting>>,
    /// How long the cell took to come to rest in pseudo-time, ms; none where it was put there.
    pub settled_ms: Option<f64>,
    /// The linear membrane of every segment, once it was asked for.
    responses: OnceLock<Result<Vec<Vec<Response>>, RestError>>,
}

impl Rest {
    fn new(sections: Vec<Vec<Resting>>, settled_ms: Option<f64>) -> Self {
        Self { sections, settled_ms, responses: OnceLock::new() }
    }

    /// The linear membrane of every segment there.
    ///
    /// # Errors
    /// Equations that cannot be linearized.
    pub fn responses(&self) -> Result<&[Vec<Response>], RestError> {
        let found = self.responses.get_or_init(|| self.sections.par_iter().map(|section| linearize(section)).collect());
        found.as_deref().map_err(Clone::clone)
    }

    /// The voltage of a segment, mV.
    #[must_use]
    pub fn v_mv(&self, section: usize, segment: usize) -> Option<f64> {
        Some(self.at(section, segment)?.point.v_mv)
    }

    /// A segment.
    #[must_use]
    pub fn at(&self, section: usize, segment: usize) -> Option<&Resting> {
        self.sections.get(section)?.get(segment)
    }
}

fn linearize(section: &[Resting]) -> Result<Vec<Response>, RestError> {
    let response = |resting: &Resting| {
        let linear = resting.membrane.linearize(&resting.point).map_err(RestError::of)?;
        Ok(Response::of(&linear))
    };
    section.iter().map(response).collect()
}

/// Brings a cell to its operating point.
///
/// # Errors
/// A mechanism whose equations are not known or cannot be evaluated, geometry that no cable has, a cell that does not
/// come to rest.
pub fn rest(cell: &Cell, library: &Library, catalog: &Catalog, policy: Policy) -> Result<Rest, RestError> {
    let v_mv = match policy {
        Policy::Steady | Policy::Initial => cell.v_init_mv,
        Policy::Held(v_mv) => v_mv,
    };
    let started = start::start(cell, library, catalog, v_mv)?;
    match policy {
        Policy::Steady => settle::settle(cell, started),
        Policy::Initial | Policy::Held(_) => Ok(Rest::new(start::evaluate(started)?, None)),
    }
}
