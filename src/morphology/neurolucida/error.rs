//! What can be wrong with a Neurolucida file, and how it is said.

use thiserror::Error;

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Problem {
    /// The file ends inside a block.
    #[error("the file ends inside a block")]
    Unclosed {
        /// The innermost bracket that is still open.
        opener: Span,
        /// `(` or `<`.
        bracket: &'static str,
        /// The end of the file.
        end: Span,
    },
    /// Something else should stand here.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// What should stand there.
        expected: &'static str,
        /// What does.
        found: String,
        /// Where.
        at: Span,
        /// The innermost bracket that is open.
        opener: Option<Span>,
    },
    /// A quoted string without its end.
    #[error("a string without its closing quote")]
    OpenQuote {
        /// From the quote to the end of the line.
        at: Span,
    },
    /// A branch with neither point nor marker.
    #[error("a branch without points")]
    EmptyBranch {
        /// What stands in their place.
        at: Span,
    },
    /// A marker or a property between the points of a branch.
    #[error("a point after a marker or a property")]
    PointAfterMarker {
        /// The point.
        at: Span,
    },
    /// A coordinate that NEURON cannot hold.
    #[error("a point that is not finite")]
    NotFinite {
        /// The point.
        at: Span,
    },
    /// No tree and no soma.
    #[error("nothing to import: no tree and no soma outline")]
    Empty {
        /// The whole file.
        at: Span,
    },
}

impl From<Problem> for Diagnostic {
    fn from(problem: Problem) -> Self {
        let message = problem.to_string();
        match problem {
            Problem::Unclosed { opener, bracket, end } => Self::error("asc::unclosed", message)
                .label(opener, format!("this `{bracket}` is never closed"))
                .label(end, "the file ends here")
                .help("the file may be truncated"),
            Problem::Expected { at, opener, .. } => {
                let diagnostic = Self::error("asc::syntax", message).label(at, "");
                match opener {
                    Some(opener) => diagnostic.label(opener, "in the block that begins here"),
                    None => diagnostic,
                }
            }
            Problem::OpenQuote { at } => Self::error("asc::string", message).label(at, "it must end on this line"),
            Problem::EmptyBranch { at } => {
                Self::error("asc::branch", message).label(at, "expected a point before this")
            }
            Problem::PointAfterMarker { at } => Self::error("asc::marker", message)
                .label(at, "the branch goes on here")
                .help("NEURON reads markers and properties only before the first point of a branch and after the last one"),
            Problem::NotFinite { at } => Self::error("asc::point", message).label(at, "too large for single precision"),
            Problem::Empty { at } => Self::error("asc::empty", message)
                .label(at, "")
                .help("import3d reads trees and outlines named `CellBody`, `Cell Body` or `Soma`"),
        }
    }
}

/// What is read in a way that may surprise.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Surprise {
    /// An outline of one or two points.
    #[error("a soma outline with fewer than three points is left out")]
    SmallContour {
        /// Its points.
        at: Span,
    },
    /// Text after the last block.
    #[error("the rest of the file is not read")]
    Rest {
        /// Where reading ends.
        at: Span,
    },
    /// A tree whose last property is not its kind.
    #[error("this tree has no kind: its sections are named `dend_0`")]
    NoKind {
        /// The last property, or the first point.
        at: Span,
        /// `Resolution`, where there is a property.
        property: Option<String>,
    },
}

impl From<Surprise> for Diagnostic {
    fn from(surprise: Surprise) -> Self {
        let message = surprise.to_string();
        match surprise {
            Surprise::SmallContour { at } => Self::warning("asc::small-contour", message).label(at, "as in NEURON"),
            Surprise::Rest { at } => {
                Self::warning("asc::rest", message).label(at, "no block begins here; NEURON stops reading as well")
            }
            Surprise::NoKind { at, property } => {
                let label = match property {
                    Some(name) => format!("NEURON looks at the last property, and that is `{name}`"),
                    None => "no property says what it is".to_owned(),
                };
                Self::warning("asc::tree-kind", message)
                    .label(at, label)
                    .help("make `(Axon)`, `(Dendrite)` or `(Apical)` the last property before the first point")
            }
        }
    }
}
