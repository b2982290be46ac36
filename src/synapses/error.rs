//! What can be wrong with a table.

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

/// So many rows are told; of more the rest is counted.
const MOST_TOLD: usize = 20;

/// What is wrong with a row, and what to do.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RowFault {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl RowFault {
    pub(super) fn new(message: impl Into<String>, help: impl Into<Option<String>>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

/// The faults of a table's rows.
pub(super) struct RowErrors<'a> {
    file: FileId,
    text: &'a str,
    told: Vec<Diagnostic>,
    count: usize,
}

impl<'a> RowErrors<'a> {
    pub(super) fn new(file: FileId, text: &'a str) -> Self {
        Self { file, text, told: vec![], count: 0 }
    }

    /// A row whose line begins at that byte is wrong.
    pub(super) fn push(&mut self, start: usize, fault: &RowFault) {
        self.count += 1;
        if self.count <= MOST_TOLD {
            let span = line_span(self.file, self.text, start);
            let error = Diagnostic::error("synapses::row", fault.message.clone()).label(span, "");
            self.told.push(error.help_if(fault.help.clone()));
        }
    }

    pub(super) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        if self.count > MOST_TOLD {
            let more = format!("{} more rows have errors", self.count - MOST_TOLD);
            self.told.push(Diagnostic::error("synapses::row", more));
        }
        self.told
    }
}

/// The line that begins at a byte.
pub(super) fn line_span(file: FileId, text: &str, start: usize) -> Span {
    let line = text.get(start..).unwrap_or("");
    let length = line.find('\n').unwrap_or(line.len());
    Span::new(file, start..start + length)
}
