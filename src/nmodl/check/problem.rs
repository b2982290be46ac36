//! What can be wrong or odd in a mod file, and how that is said.

use thiserror::Error;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// Elements that the variables of one mechanism may have together: more would take a section's memory.
pub(super) const MOST_ELEMENTS: usize = 1_000_000;

/// One finding.
#[derive(Debug, Error)]
pub(super) enum Problem {
    #[error("`{name}` is declared twice")]
    Twice { name: String, first: Span, second: Span },
    #[error("`{name}` is two things")]
    TwoThings { name: String, first: (Span, &'static str), second: (Span, &'static str) },
    #[error("`{name}` is not a variable of ion `{ion}`")]
    NotOfIon { name: String, ion: String, place: Span },
    #[error("`{name}` of an ion is a constant")]
    IonConstant { name: String, place: Span, constant: Span },
    #[error("ion `{ion}` is used twice")]
    IonTwice { ion: String, first: Span, second: Span },
    #[error("`{name}` is NEURON's own and cannot be `RANGE` or `GLOBAL`")]
    OwnListed { name: String, place: Span },
    #[error("`t` is NEURON's own and cannot be declared")]
    TimeDeclared { place: Span },
    #[error("`{name}` is NEURON's own and cannot be set by a mod file")]
    OwnSet { name: String, place: Span },
    #[error("`{name}` is `GLOBAL` but never declared")]
    UndeclaredGlobal { name: String, place: Span, threadsafe: bool, help: Option<String> },
    #[error("`{name}` is `RANGE` but never declared")]
    UndeclaredRange { name: String, place: Span, help: Option<String> },
    #[error("state `{name}` cannot be `GLOBAL`")]
    GlobalState { name: String, place: Span, state: Option<Span> },
    #[error("`celcius` is not a name of NEURON's")]
    Celcius { place: Span },
    #[error("`{name}` is a word of NEURON's and cannot be declared")]
    Reserved { name: String, place: Span },
    #[error("`{name}` is NEURON's name for `{state}'`")]
    DerivativeName { name: String, state: String, place: Span },
    #[error("`{name}` stands for a number and cannot be assigned to")]
    DefineSet { name: String, place: Span },
    #[error("`{name}` is no number")]
    NoNumber { name: String, place: Span, help: Option<String> },
    #[error("the variables of the mechanism have more than {MOST_ELEMENTS} elements")]
    TooManyElements { name: String, length: usize, place: Span },
    #[error("no `SUFFIX`: the mechanism gets the name of its file, `{stem}`")]
    NoName { stem: String, place: Option<Span> },
}

impl Problem {
    pub(super) fn diagnostic(self) -> Diagnostic {
        let message = self.to_string();
        match self {
            Self::Twice { first, second, .. } => Diagnostic::error("nmodl::declared-twice", message)
                .label(second, "declared again")
                .label(first, "first declared here"),
            Self::TwoThings { first, second, .. } => {
                Diagnostic::error("nmodl::declared-twice", message).label(second.0, second.1).label(first.0, first.1)
            }
            Self::NotOfIon { ion, place, .. } => Diagnostic::error("nmodl::ion", message)
                .label(place, "not one of them")
                .help(format!("ion `{ion}` has `e{ion}`, `{ion}i`, `{ion}o` and `i{ion}`")),
            Self::IonConstant { place, constant, .. } => Diagnostic::error("nmodl::ion", message)
                .label(constant, "a constant here")
                .label(place, "of an ion here")
                .with_note("older versions of NEURON took the constant and left the ion's value out")
                .help("delete the constant, and declare the variable in `ASSIGNED`"),
            Self::IonTwice { first, second, .. } => Diagnostic::error("nmodl::ion", message)
                .label(second, "used again")
                .label(first, "first used here")
                .help("put everything into one `USEION`"),
            Self::OwnListed { place, .. } => {
                Diagnostic::error("nmodl::own-variable", message).label(place, "listed here")
            }
            Self::TimeDeclared { place } => Diagnostic::error("nmodl::own-variable", message)
                .label(place, "declared here")
                .help("a mod file knows `t` without declaring it"),
            Self::OwnSet { place, .. } => Diagnostic::error("nmodl::own-variable", message).label(place, "set here"),
            Self::UndeclaredGlobal { place, threadsafe, help, .. } => {
                let severity = if threadsafe { Severity::Warning } else { Severity::Error };
                Diagnostic::new(severity, "nmodl::undeclared", message).label(place, "listed here").help_if(help)
            }
            Self::UndeclaredRange { place, help, .. } => Diagnostic::warning("nmodl::undeclared", message)
                .label(place, "listed here")
                .with_note("NEURON ignores it")
                .help_if(help),
            Self::GlobalState { place, state, .. } => {
                let diagnostic = Diagnostic::error("nmodl::global-state", message).label(place, "listed here");
                match state {
                    Some(state) => diagnostic.label(state, "declared here"),
                    None => diagnostic,
                }
            }
            Self::Celcius { place } => {
                Diagnostic::error("nmodl::own-variable", message).label(place, "here").help("it is spelled `celsius`")
            }
            Self::Reserved { place, .. } | Self::DerivativeName { place, .. } => {
                Diagnostic::error("nmodl::reserved", message).label(place, "declared here").help("give it another name")
            }
            Self::DefineSet { place, .. } => Diagnostic::error("nmodl::constant", message)
                .label(place, "assigned here")
                .with_note("`DEFINE` puts its number in its place wherever it stands"),
            Self::NoNumber { place, help, .. } => Diagnostic::error("nmodl::number", message)
                .label(place, "no `DEFINE` before gives it a value")
                .help_if(help),
            Self::TooManyElements { name, length, place } => {
                Diagnostic::error("nmodl::array", message).label(place, format!("`{name}` has {length}"))
            }
            Self::NoName { place, .. } => {
                let diagnostic = Diagnostic::note("nmodl::no-name", message);
                match place {
                    Some(place) => diagnostic.label(place, "nothing here names it"),
                    None => diagnostic,
                }
            }
        }
    }
}
