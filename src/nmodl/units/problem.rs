//! What can be wrong with units, and how that is said.

use thiserror::Error;

use super::table::UnitTable;
use super::unknown;
use super::written::short;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What is said of a plain number.
pub(super) const NO_UNIT: &str = "no unit";

/// An expression: its unit in words (in backticks, or `no unit`) and its place.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub unit: String,
    pub place: Span,
}

/// One finding. `factor` is there where two units measure the same: what the second is to be multiplied with.
#[derive(Debug, Error)]
pub(super) enum Problem {
    #[error("NEURON knows no unit `{name}`")]
    UnknownUnit { name: String, place: Span, help: String },
    #[error("NEURON knows no unit `{name}`")]
    UndefinedUnit { name: String, place: Span, help: String },
    #[error("unit `{name}` is already defined")]
    UnitTwice { name: String, place: Span },
    #[error("`({from})` cannot be converted to `({to})`")]
    NoConversion { from: String, to: String, place: Span },
    #[error("`{name}` is in `{neurons}` in NEURON, here it has {}", .found.unit)]
    NeuronsOwn { name: String, neurons: &'static str, found: Shown },
    #[error("`{name}` is in `{neurons}` in NEURON and is not declared")]
    NeuronsUndeclared { name: String, neurons: &'static str, place: Span },
    #[error("the two sides of `{sign}` {}: {} and {}", differ(*.factor), .left.unit, .right.unit)]
    Sides { sign: &'static str, left: Shown, right: Shown, factor: Option<f64>, bare: Option<String> },
    #[error("{what} is a number without unit, this has {}", .found.unit)]
    NotPlain { what: String, found: Shown, factor: Option<f64> },
    #[error("argument `{name}` of `{function}` has {}, this has {}", .declared.unit, .found.unit)]
    Argument { name: String, function: String, declared: Shown, bare: bool, found: Shown, factor: Option<f64> },
    #[error("the {position} argument of `{function}` has `{unit}`, this has {}", .found.unit)]
    OwnArgument { position: &'static str, function: String, unit: &'static str, found: Shown, factor: Option<f64> },
    #[error("the states of this reaction are different quantities: {} and {}", .first.unit, .other.unit)]
    Quantities { first: Shown, other: Shown },
    #[error("the {which} of this reaction has {}, it takes {needed}", .found.unit)]
    Rate { which: &'static str, needed: String, found: Shown, factor: Option<f64> },
    #[error("`{state}` is already in a `COMPARTMENT`")]
    CompartmentTwice { state: String, place: Span },
    #[error("`{state}` diffuses and is in no `COMPARTMENT`")]
    NoCompartment { state: String, place: Span },
    #[error("`{statement}` of `{state}` takes `{unit}`, this has {}", .found.unit)]
    Diffusion { statement: &'static str, state: String, unit: &'static str, found: Shown, factor: Option<f64> },
}

impl Problem {
    /// A `UNITS` block that NEURON refuses.
    pub(super) fn undefined_unit(name: &str, place: Span, table: &UnitTable) -> Self {
        Self::UndefinedUnit { name: name.to_owned(), place, help: unknown::help(name, table) }
    }

    pub(super) fn diagnostic(self) -> Diagnostic {
        let message = self.to_string();
        let warning = Diagnostic::warning("nmodl::units", message.clone());
        match self {
            Self::UnknownUnit { place, help, .. } => warning.label(place, "used here").help(help),
            Self::UndefinedUnit { place, help, .. } => refused(message).label(place, "used here").help(help),
            Self::UnitTwice { name, place } => refused(message).label(place, "defined again here").help(format!(
                "remove this line: NEURON refuses a second definition of `{name}`, even of its own units"
            )),
            Self::NoConversion { place, .. } => warning.label(place, "two quantities"),
            Self::NeuronsOwn { name, neurons, found } => {
                warning.label(found.place, found.unit).help(format!("declare it `{name} ({neurons})`"))
            }
            Self::NeuronsUndeclared { name, neurons, place } => warning
                .label(place, "used here")
                .help(format!("declare it in the `ASSIGNED` block: `{name} ({neurons})`")),
            Self::Sides { left, right, factor, bare, .. } => warning
                .label(left.place, left.unit)
                .label(right.place, right.unit)
                .help_if(bare.map(|bare| format!("declare it with its unit: `{bare}`")))
                .help_if(factor.map(|factor| format!("multiply the right side with `({})`", short(factor)))),
            Self::NotPlain { found, factor, .. } => {
                let divide =
                    || format!("divide by a number with the unit, such as `1 ({})`", found.unit.trim_matches('`'));
                warning.label(found.place, found.unit.clone()).help(factor.map_or_else(divide, multiply))
            }
            Self::Argument { declared, found, factor, name, bare, .. } => {
                let declare = format!("declare it with its unit: `{name} ({})`", found.unit.trim_matches('`'));
                warning
                    .label(found.place, found.unit)
                    .label(declared.place, declared.unit)
                    .help_if(factor.map(multiply))
                    .help_if(bare.then_some(declare))
            }
            Self::OwnArgument { found, factor, .. }
            | Self::Rate { found, factor, .. }
            | Self::Diffusion { found, factor, .. } => {
                warning.label(found.place, found.unit).help_if(factor.map(multiply))
            }
            Self::Quantities { first, other } => warning
                .label(other.place, other.unit)
                .label(first.place, first.unit)
                .help("give each state its volume with `COMPARTMENT`, or the same unit"),
            Self::CompartmentTwice { place, .. } => warning.label(place, "listed again here"),
            Self::NoCompartment { place, .. } => warning
                .label(place, "listed here")
                .help("state its volume with `COMPARTMENT` before `LONGITUDINAL_DIFFUSION`"),
        }
    }
}

/// NEURON's translator stops at it.
fn refused(message: String) -> Diagnostic {
    Diagnostic::error("nmodl::unit", message)
}

fn differ(factor: Option<f64>) -> &'static str {
    if factor.is_some() { "differ by a factor" } else { "differ in unit" }
}

fn multiply(factor: f64) -> String {
    format!("multiply it with `({})`", short(factor))
}
