//! What the program says about a model: found where, declared where, what to do.
//!
//! A stage keeps its wording in one place (an enum of its errors) and turns it into [`Diagnostic`]s;
//! [`Diagnostics`] collects them, [`render`] prints them.

pub mod render;
mod suggest;

use std::fmt;

use indexmap::IndexMap;
use serde::Serialize;

use crate::source::Span;
pub use suggest::{did_you_mean, nearest};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The model is wrong: no result.
    Error,
    /// The model may be right, the program cannot read it: no result rather than a guess.
    Unsupported,
    /// The result stands, with an assumption the user should know.
    Warning,
    /// For information.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Error => "error",
            Self::Unsupported => "unsupported",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// A place in a source file and what is to be seen there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there: lower case, no full stop, names in backticks; may be empty.
    pub text: String,
}

/// One message. The first label is the primary place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Stable name of the kind of message, such as `hoc::range-variable`.
    pub code: &'static str,
    /// What was found: lower case, no full stop, names in backticks.
    pub message: String,
    /// Places, the primary one first.
    pub labels: Vec<Label>,
    /// Further facts, such as where a name was declared.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A message without places yet.
    #[must_use]
    pub fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self { severity, code, message: message.into(), labels: vec![], notes: vec![], help: None }
    }

    /// An error.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// Something the program cannot read.
    #[must_use]
    pub fn unsupported(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Unsupported, code, message)
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A note.
    #[must_use]
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    /// Adds a place, once; the first one added is the primary one.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        let label = Label { span, text: text.into() };
        if !self.labels.contains(&label) {
            self.labels.push(label);
        }
        self
    }

    /// Adds a further fact.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, where there is something to say.
    #[must_use]
    pub fn help_if(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Does it stop the program before a result?
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        matches!(self.severity, Severity::Error | Severity::Unsupported)
    }

    /// The primary place.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}

/// Messages in the order they were found; the same message at the same place is kept once, with its count.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    counts: IndexMap<Diagnostic, usize>,
}

impl Diagnostics {
    /// Adds a message.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        *self.counts.entry(diagnostic).or_insert(0) += 1;
    }

    /// Every message once.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.counts.keys()
    }

    /// Every message with how often it was found.
    pub fn counted(&self) -> impl Iterator<Item = (&Diagnostic, usize)> {
        self.counts.iter().map(|(diagnostic, count)| (diagnostic, *count))
    }

    /// Is there one that stops the program before a result?
    #[must_use]
    pub fn has_fatal(&self) -> bool {
        self.iter().any(Diagnostic::is_fatal)
    }

    /// Those that stop the program before a result.
    #[must_use]
    pub fn fatal(&self) -> Self {
        let fatal = self.counted().filter(|(diagnostic, _)| diagnostic.is_fatal());
        Self { counts: fatal.map(|(diagnostic, count)| (diagnostic.clone(), count)).collect() }
    }

    /// Nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = indexmap::map::IntoKeys<Diagnostic, usize>;

    fn into_iter(self) -> Self::IntoIter {
        self.counts.into_keys()
    }
}
