//! The C code of `VERBATIM` blocks, looked at word by word.

use std::sync::LazyLock;

use regex::Regex;

use crate::nmodl::ast::{ItemKind, ModFile, StatementKind, Text};
use crate::nmodl::walk;

/// A `VERBATIM` block.
#[derive(Debug, Clone, Copy)]
pub(super) struct CCode<'a> {
    /// Its text.
    pub(super) text: &'a Text,
    /// It stands outside of all blocks, where C declares things.
    pub(super) is_outside: bool,
}

/// The `VERBATIM` blocks of a file: those outside of blocks first.
pub(super) fn of(mod_file: &ModFile) -> Vec<CCode<'_>> {
    let mut found: Vec<_> = mod_file
        .items
        .iter()
        .filter_map(|item| if let ItemKind::Verbatim(text) = &item.kind { Some(text) } else { None })
        .map(|text| CCode { text, is_outside: true })
        .collect();
    walk::statements(mod_file, &mut |statement, _| {
        if let StatementKind::Verbatim(text) = &statement.kind {
            found.push(CCode { text, is_outside: false });
        }
    });
    found
}

/// The names in C code.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.split(move |letter| !is_part(letter)).filter(|word| !word.is_empty())
}

/// The text with comments and the contents of strings blanked, each byte in its place.
pub(super) fn without_comments(text: &str) -> String {
    #[allow(clippy::unwrap_used, reason = "the pattern is constant, a test runs it")]
    static SKIPPED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"(?s)/\*.*?(\*/|\z)|//[^\n]*|"(\\.|[^"\\\n])*""#).unwrap());
    let blank = |found: &regex::Captures| found.get(0).map_or_else(String::new, |all| blanked(all.as_str()));
    SKIPPED.replace_all(text, blank).into_owned()
}

fn blanked(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::{without_comments, words};

    #[test]
    fn words_are_names_and_numbers() {
        assert_eq!(words("a->b_1 = *x(2);").collect::<Vec<_>>(), ["a", "b_1", "x", "2"]);
    }

    #[test]
    fn comments_and_strings_keep_their_length() {
        assert_eq!(without_comments("a /* b\nc */ d"), "a     \n     d");
        assert_eq!(without_comments("a // b\nc"), "a     \nc");
        assert_eq!(without_comments(r#"f("/* \" */") /* x"#), "f(          )     ");
    }
}
