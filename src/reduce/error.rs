//! What a reduction can be refused for.

use crate::cable::CableError;
use crate::diagnostic::Diagnostic;
use crate::neuron_defaults::MOST_SEGMENTS;
use crate::rest::RestError;

/// Why a cell is not reduced.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ReduceError {
    /// No section is a soma.
    #[error("no section of the cell is a soma")]
    NoSoma {
        /// Sections without a parent.
        roots: Vec<String>,
    },
    /// An option names no section.
    #[error("`{option} {name}` names no section of the cell")]
    UnknownSection {
        /// The option.
        option: &'static str,
        /// The name given.
        name: String,
        /// "did you mean".
        suggestion: Option<String>,
    },
    /// The tree of sections is broken: an index or a cycle.
    #[error("the sections of the cell are no tree")]
    NoTree,
    /// A subtree without a leak.
    #[error("no section of the subtree at `{root}` has `pas` or another current that the voltage alone moves")]
    NoLeak {
        /// Its root.
        root: String,
    },
    /// Spines on what stays.
    #[error("section `{section}` stays as it is, and its 3-d points have spines of {area_um2} um2")]
    Spines {
        /// The section.
        section: String,
        /// The area that they add, um2.
        area_um2: f64,
    },
    /// A root whose passive values make no cylinder.
    #[error("`{variable}` of section `{root}` is {value}")]
    RootValue {
        /// The section.
        root: String,
        /// `Ra` or `cm`.
        variable: &'static str,
        /// Its value.
        value: f64,
    },
    /// An impedance or cylinder that is no number.
    #[error("the impedances of the subtree at `{root}` make no cylinder")]
    NotFinite {
        /// Its root.
        root: String,
    },
    /// A cable that no impedance can be computed for.
    #[error(transparent)]
    Cable(#[from] CableError),
    /// A membrane that cannot be linearized.
    #[error(transparent)]
    Rest(#[from] RestError),
    /// A frequency that is none.
    #[error("`--frequency {frequency_hz}` is no frequency")]
    Frequency {
        /// As given, Hz.
        frequency_hz: f64,
    },
    /// The passive method at several frequencies.
    #[error("a passive cylinder keeps the impedances at one frequency, `--frequency` is given more than once")]
    Frequencies,
    /// A distance that is none.
    #[error("`--cut-distance {cut_um}` is no distance")]
    CutDistance {
        /// As given, um.
        cut_um: f64,
    },
    /// A bound that is none.
    #[error("`--max-error {percent}` is no bound")]
    MaxError {
        /// As given, percent.
        percent: f64,
    },
    /// Fewer segments than a soma and a dendrite have.
    #[error("a reduced cell has at least 2 segments")]
    TooFewSegments,
    /// More segments than a section can have.
    #[error("a section of the reduced cell would have {nseg} segments")]
    TooManySegments {
        /// How many.
        nseg: f64,
    },
    /// A part that is none.
    #[error("{fraction} is no part of the segments")]
    Fraction {
        /// As given.
        fraction: f64,
    },
}

impl ReduceError {
    /// The message for the user.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, help) = match self {
            Self::NoSoma { roots } => ("reduce::no-soma", Some(soma_help(roots))),
            Self::UnknownSection { suggestion, .. } => ("reduce::unknown-section", suggestion.clone()),
            Self::NoTree => ("reduce::no-tree", None),
            Self::NoLeak { root } => {
                ("reduce::no-leak", Some(format!("`insert pas` there, or leave it as it is with `--keep {root}`")))
            }
            Self::Spines { .. } => (
                "reduce::spines",
                Some("a reduced model cannot state them: leave them out with `--run 'setSpineArea(0)'`".to_owned()),
            ),
            Self::RootValue { root, .. } | Self::NotFinite { root } => {
                ("reduce::no-cylinder", Some(format!("leave it as it is with `--keep {root}`")))
            }
            Self::Cable(error) => return error.diagnostic(),
            Self::Rest(error) => return error.diagnostic(),
            Self::Frequencies => {
                ("reduce::frequency", Some("give one, or reduce with `--membrane quasi-active`".to_owned()))
            }
            Self::Frequency { .. } => ("reduce::frequency", Some("give a number of Hz, 0 or more".to_owned())),
            Self::CutDistance { .. } => ("reduce::cut-distance", Some("give a number of um, 0 or more".to_owned())),
            Self::MaxError { .. } => ("reduce::max-error", Some("give a number of percent, 0 or more".to_owned())),
            Self::TooFewSegments => ("reduce::segments", Some("give 2 or more".to_owned())),
            Self::TooManySegments { .. } => {
                ("reduce::segments", Some(format!("a section has at most {MOST_SEGMENTS} in NEURON; ask for fewer")))
            }
            Self::Fraction { .. } => ("reduce::segments", Some("give a number above 0 and up to 1".to_owned())),
        };
        Diagnostic::error(code, self.to_string()).help_if(help)
    }
}

fn soma_help(roots: &[String]) -> String {
    match roots {
        [] => "the cell has no sections".to_owned(),
        [first, ..] => format!("name it, such as `--soma {first}`, or put it in a section list `somatic`"),
    }
}
