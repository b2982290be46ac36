//! Why equations have no value, and how that is said.

use thiserror::Error;

use super::program::Unknown;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// An equation that cannot be evaluated, with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Why.
    pub kind: FaultKind,
    /// Where.
    pub span: Span,
}

/// Why an equation cannot be evaluated.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum FaultKind {
    /// A name that is nothing.
    #[error("`{0}` is not declared")]
    Undeclared(String),
    /// A function that is none, or takes other arguments.
    #[error("no function `{0}` takes these arguments")]
    Function(String),
    /// A random number decides the value.
    #[error("`{0}` gives a random number")]
    Random(String),
    /// A table that hoc fills.
    #[error("no hoc gave `{0}` its numbers")]
    FunctionTable(String),
    /// A `POINTER` or `EXTERNAL` that is needed.
    #[error("`{0}` is a variable of another mechanism")]
    Outside(String),
    /// C code decides the value.
    #[error("C code decides `{0}`")]
    Foreign(String),
    /// C code decides the result of a function.
    #[error("C code decides a result")]
    ForeignResult,
    /// A form that is not evaluated.
    #[error("{0} is not evaluated")]
    Form(String),
    /// An index beyond its array.
    #[error("index {index} of an array with {length} elements")]
    Index {
        /// The index.
        index: f64,
        /// Elements of the array.
        length: usize,
    },
    /// It does not come to an end.
    #[error("the equations do not come to an end")]
    Endless,
    /// Functions that call each other without end.
    #[error("functions call each other without end")]
    TooDeep,
    /// A state that a procedure neither advances by a step nor computes anew.
    #[error("`{0}` is advanced in a way that has no rate")]
    NoRate(String),
    /// As many equations as unknowns are needed.
    #[error("{equations} equations for {states} states")]
    Equations {
        /// Equations that were run.
        equations: usize,
        /// States that they are for.
        states: usize,
    },
    /// Newton's method does not find the solution.
    #[error("the equations of `{0}` have no solution that is found")]
    NoSolution(String),
}

impl FaultKind {
    /// The fault of an unknown expression.
    pub(super) fn of(unknown: &Unknown) -> Self {
        match unknown {
            Unknown::Undeclared(name) => Self::Undeclared(name.clone()),
            Unknown::Function(name) => Self::Function(name.clone()),
            Unknown::Random(name) => Self::Random(name.clone()),
            Unknown::Form(text) => Self::Form(text.clone()),
        }
    }

    /// At its place.
    pub(super) fn at(self, span: Span) -> Fault {
        Fault { kind: self, span }
    }
}

impl Fault {
    /// What is said of it: `mechanism` cannot be linearized.
    #[must_use]
    pub fn diagnostic(&self, mechanism: &str) -> Diagnostic {
        let message = format!("mechanism `{mechanism}` cannot be evaluated: {}", self.kind);
        let (label, help) = self.kind.explained(mechanism);
        let is_error = matches!(self.kind, FaultKind::Undeclared(_) | FaultKind::Function(_) | FaultKind::Index { .. });
        let severity = if is_error { Severity::Error } else { Severity::Unsupported };
        let diagnostic = Diagnostic::new(severity, "membrane::value", message);
        diagnostic.label(self.span, label).help_if(help)
    }
}

impl FaultKind {
    /// The label of its place, and what to do.
    fn explained(&self, mechanism: &str) -> (&'static str, Option<String>) {
        let give =
            || Some(format!("give its linearization in `neuron-reduce.toml`, under `[linearization.{mechanism}]`"));
        match self {
            Self::Undeclared(_) | Self::Function(_) => ("needed here", None),
            Self::Random(_) | Self::FunctionTable(_) => ("needed here", give()),
            Self::Outside(name) => ("needed here", Some(format!("give it a value: `--set {name}=VALUE`"))),
            Self::Foreign(_) | Self::ForeignResult => ("this C code is not evaluated", give()),
            Self::Form(_) | Self::NoRate(_) => ("here", give()),
            Self::Index { .. } | Self::Endless | Self::TooDeep => ("here", None),
            Self::Equations { .. } | Self::NoSolution(_) => ("solved here", None),
        }
    }
}
