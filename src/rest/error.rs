//! Why a cell has no operating point.

use thiserror::Error;

use crate::cable::CableError;
use crate::diagnostic::Diagnostic;
use crate::membrane::Fault;
use crate::membrane::site::SiteError;

/// How far beside a voltage that has no number a cell is to start, mV.
const BESIDE_MV: f64 = 0.1;

/// A cell that cannot be brought to rest.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum RestError {
    /// A segment that cannot be put together.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// Equations that cannot be evaluated.
    #[error("mechanism `{mechanism}` cannot be evaluated: {}", fault.kind)]
    Fault {
        /// The mechanism.
        mechanism: String,
        /// Why.
        fault: Fault,
    },
    /// Geometry that no cable has.
    #[error(transparent)]
    Cable(#[from] CableError),
    /// Equations that have no value where they start, such as 0/0.
    #[error("mechanism `{mechanism}` has no number at {v_mv} mV in `{section}`")]
    NoNumber {
        /// The mechanism.
        mechanism: String,
        /// The section.
        section: String,
        /// The voltage that the cell starts from.
        v_mv: f64,
    },
    /// The voltage goes on moving.
    #[error("the cell does not come to rest: {section} still moves by {change_mv:.3} mV after {time_ms:.0} ms")]
    Restless {
        /// The section that moves most.
        section: String,
        /// By how much in the last step, mV.
        change_mv: f64,
        /// Pseudo-time, ms.
        time_ms: f64,
    },
}

impl RestError {
    pub(crate) fn of((mechanism, fault): (String, Fault)) -> Self {
        Self::Fault { mechanism, fault }
    }

    /// What is said of it.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let message = self.to_string();
        match self {
            Self::Site(SiteError::NoEquations { mechanism, .. }) => {
                Diagnostic::unsupported("rest::mechanism", message).help(passed_over(mechanism))
            }
            Self::Site(SiteError::NoSegment { .. }) => Diagnostic::error("rest::segment", message),
            Self::Fault { mechanism, fault } => {
                Diagnostic { help: Some(passed_over(mechanism)), ..fault.diagnostic(mechanism) }
            }
            Self::Cable(_) => Diagnostic::error("rest::cable", message),
            Self::NoNumber { v_mv, .. } => Diagnostic::error("rest::no-number", message).help(format!(
                "its equations divide 0 by 0 there, or use what nothing sets: start the cell beside it, with \
                 `--run 'v_init = {}'`",
                v_mv + BESIDE_MV
            )),
            Self::Restless { .. } => Diagnostic::error("rest::restless", message)
                .help("look at it where it is put: `--rest v_init`, or `--rest -70`"),
        }
    }
}

fn passed_over(mechanism: &str) -> String {
    format!(
        "give its linearization in `neuron-reduce.toml` (`[linearization.{mechanism}]`), or go on without its response: \
         `--treat-passive {mechanism}`"
    )
}
