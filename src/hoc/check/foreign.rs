//! Files that are no hoc at all: it is enough to say so once.

use super::problem::Problem;
use crate::source::{FileId, Span};

/// A text with a byte that no text has.
pub(super) fn not_a_text(text: &str, file: FileId) -> Option<Problem> {
    let no_text = |character: char| character.is_ascii_control() && !"\n\t\u{b}\u{c}\u{4}\u{1a}".contains(character);
    let (at, character) = text.char_indices().find(|&(_, character)| no_text(character))?;
    Some(Problem::NotText { character, at: Span::new(file, at..at + character.len_utf8()) })
}

/// What to do with a text that another language's first words stand in.
pub(super) fn other_language(text: &str) -> Option<&'static str> {
    let start = text.trim_start();
    if start.starts_with('<') {
        return Some("this is HTML or XML: save the file itself, not the page that shows it");
    }
    let is_python = |line: &str| {
        let imports = line.starts_with("import ") || (line.starts_with("from ") && line.contains(" import "));
        imports || ((line.starts_with("def ") || line.starts_with("class ")) && line.trim_end().ends_with(':'))
    };
    start
        .lines()
        .any(is_python)
        .then_some("this looks like Python: its files end with `.py`, and hoc does not load them")
}
