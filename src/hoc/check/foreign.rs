//! Files that are no hoc at all: it is enough to say so once.

use super::own_data::count_numbers;
use super::problem::Problem;
use crate::source::{FileId, Span};

/// A text with a byte that no text has.
pub(super) fn not_a_text(text: &str, file: FileId) -> Option<Problem> {
    let no_text = |character: char| character.is_ascii_control() && !"\n\t\u{b}\u{c}\u{4}\u{1a}".contains(character);
    let (at, character) = text.char_indices().find(|&(_, character)| no_text(character))?;
    Some(Problem::NotText { character, at: Span::new(file, at..at + character.len_utf8()) })
}

/// A table of numbers: nothing else, and somewhere two of them in a line.
pub(super) fn only_numbers(text: &str, file: FileId) -> Option<Problem> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let counts: Vec<usize> = lines.map(count_numbers).collect::<Option<_>>()?;
    let is_table = counts.iter().any(|&count| count > 1);
    is_table.then(|| Problem::OnlyNumbers { lines: counts.len(), at: Span::new(file, 0..0) })
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
