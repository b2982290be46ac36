//! What can be wrong with units, and how that is said.

use thiserror::Error;

use super::table::UnitTable;
use super::unknown;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// One finding.
#[derive(Debug, Error)]
pub(super) enum Problem {
    #[error("NEURON knows no unit `{name}`")]
    UnknownUnit { name: String, place: Span, help: String },
    #[error("unit `{name}` is already defined")]
    UnitTwice { name: String, place: Span },
}

impl Problem {
    pub(super) fn unknown_unit(name: &str, place: Span, table: &UnitTable) -> Self {
        Self::UnknownUnit { name: name.to_owned(), place, help: unknown::help(name, table) }
    }

    pub(super) fn diagnostic(self) -> Diagnostic {
        let message = self.to_string();
        match self {
            Self::UnknownUnit { place, help, .. } => {
                Diagnostic::error("nmodl::unit", message).label(place, "used here").help(help)
            }
            Self::UnitTwice { name, place } => {
                Diagnostic::error("nmodl::unit", message).label(place, "defined again here").help(format!(
                    "remove this line: NEURON refuses a second definition of `{name}`, even of its own units"
                ))
            }
        }
    }
}
