//! What can be wrong with an SWC file, and how it is said.

use thiserror::Error;

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Why a file cannot be read, or is read in a way that may surprise.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Problem {
    /// A line that is no point, no comment and not blank.
    #[error("this line is not a point")]
    Unreadable {
        /// The line.
        at: Span,
    },
    /// A value in a column that cannot hold it.
    #[error("{column} must be {allowed}, found `{found}`")]
    Value {
        /// `the id`, `the type`...
        column: &'static str,
        /// `a whole number`...
        allowed: &'static str,
        /// As written.
        found: String,
        /// The value.
        at: Span,
    },
    /// Two points of one id.
    #[error("two points have the id {id}")]
    Duplicate {
        /// The id.
        id: i64,
        /// The second one.
        at: Span,
        /// The first one.
        first: Span,
    },
    /// A parent that is not there.
    #[error("point {id} has the parent {parent}, but there is no point {parent}")]
    MissingParent {
        /// The point.
        id: i64,
        /// Its parent.
        parent: i64,
        /// The point's line.
        at: Span,
    },
    /// A point that is its own ancestor.
    #[error("{}", cycle_message(ids))]
    Cycle {
        /// The points of the cycle, each followed by its parent.
        ids: Vec<i64>,
        /// Their lines.
        lines: Vec<Span>,
    },
    /// A parent with a larger id.
    #[error("point {id} has the parent {parent}, which comes after it")]
    LateParent {
        /// The point.
        id: i64,
        /// Its parent.
        parent: i64,
        /// The point's line.
        at: Span,
        /// The parent's line.
        parent_at: Span,
    },
    /// No point at all.
    #[error("the file has no points")]
    Empty {
        /// The whole file.
        at: Span,
    },
    /// What is left when the first problems are shown.
    #[error("{count} further problems in this file")]
    More {
        /// How many.
        count: usize,
        /// The beginning of the file.
        at: Span,
    },
    /// Lines that are not in the order of their ids.
    #[error("the points are not in the order of their ids")]
    Unsorted {
        /// The first line out of order.
        at: Span,
    },
    /// More than one point without a parent.
    #[error("the file has {count} trees")]
    Forest {
        /// How many.
        count: usize,
        /// The first points of the second tree and of those after it.
        roots: Vec<Span>,
    },
}

fn cycle_message(ids: &[i64]) -> String {
    match ids {
        [only] => format!("point {only} is its own parent"),
        _ => format!("{} points are each other's ancestors", ids.len()),
    }
}

/// A cycle is shown by this many of its points.
const SHOWN: usize = 6;

impl From<Problem> for Diagnostic {
    fn from(problem: Problem) -> Self {
        let message = problem.to_string();
        match problem {
            Problem::Unreadable { at } => {
                Self::error("swc::line", message).label(at, "expected seven numbers: id type x y z radius parent")
            }
            Problem::Value { at, .. } => Self::error("swc::value", message).label(at, ""),
            Problem::Duplicate { at, first, .. } => {
                Self::error("swc::duplicate", message).label(at, "the second").label(first, "the first")
            }
            Problem::MissingParent { at, .. } => Self::error("swc::parent", message).label(at, ""),
            Problem::Cycle { ids, lines } => cycle(message, &ids, &lines),
            Problem::LateParent { at, parent_at, .. } => Self::error("swc::order", message)
                .label(at, "the point")
                .label(parent_at, "its parent")
                .help("number the points so that every parent has a smaller id than its children, as NEURON wants it"),
            Problem::Empty { at } => Self::error("swc::empty", message).label(at, ""),
            Problem::More { at, .. } => Self::note("swc::more", message).label(at, ""),
            Problem::Unsorted { at } => Self::note("swc::unsorted", message)
                .label(at, "the first that is out of order; they are read in the order of their ids")
                .with_note("NEURON itself cannot read such a file"),
            Problem::Forest { roots, .. } => {
                let text = "begins here; as in NEURON, it is connected to the first section";
                roots
                    .into_iter()
                    .fold(Self::warning("swc::trees", message), |diagnostic, root| diagnostic.label(root, text))
            }
        }
    }
}

fn cycle(message: String, ids: &[i64], lines: &[Span]) -> Diagnostic {
    let parents = ids.iter().cycle().skip(1);
    let mut diagnostic = Diagnostic::error("swc::cycle", message);
    for ((id, parent), line) in ids.iter().zip(parents).zip(lines).take(SHOWN) {
        diagnostic = diagnostic.label(*line, format!("the parent of {id} is {parent}"));
    }
    diagnostic
}
