//! Lines of a file, and numbers in them as hoc's `sscanf` reads them: in single precision.

use crate::source::{FileId, Span};

/// The lines of a text without their ends, each with its place.
pub fn lines(text: &str, file: FileId) -> impl Iterator<Item = (&str, Span)> {
    let mut offset = 0;
    text.split_inclusive('\n').map(move |line| {
        let shown = line.trim_end_matches(['\n', '\r']);
        let span = Span::new(file, offset..offset + shown.len());
        offset += line.len();
        (shown, span)
    })
}

/// What is left of a line.
pub struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    /// The whole line.
    pub fn new(line: &'a str) -> Self {
        Self { rest: line }
    }

    /// Passes over white space.
    pub fn blank(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// A character that has to stand right here.
    pub fn literal(&mut self, character: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(character)?;
        Some(())
    }

    /// `%d`
    pub fn integer(&mut self) -> Option<i64> {
        self.take(|character| character.is_ascii_digit() || character == '-' || character == '+').parse().ok()
    }

    /// `%f`, a finite one.
    pub fn number(&mut self) -> Option<f64> {
        let text = self.take(|character| character.is_ascii_digit() || "+-.eE".contains(character));
        text.parse::<f32>().ok().map(f64::from).filter(|value| value.is_finite())
    }

    /// `%s`
    pub fn word(&mut self) -> Option<&'a str> {
        Some(self.take(|character| !character.is_whitespace())).filter(|word| !word.is_empty())
    }

    fn take(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        self.blank();
        let end = self.rest.find(|character| !is_part(character)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    #[test]
    fn a_line_is_scanned_from_left_to_right() {
        let mut line = Scanner::new("[ 1,-2] (0.1, 2e1) dend x");
        assert_eq!((line.literal('['), line.integer(), line.literal(',')), (Some(()), Some(1), Some(())));
        assert_eq!((line.integer(), line.literal('['), line.literal(']')), (Some(-2), None, Some(())));
        line.blank();
        assert_eq!(
            (line.literal('('), line.number(), line.literal(',')),
            (Some(()), Some(f64::from(0.1_f32)), Some(()))
        );
        assert_eq!((line.number(), line.literal(')'), line.word()), (Some(20.0), Some(()), Some("dend")));
        assert_eq!((line.number(), line.word(), line.word()), (None, Some("x"), None));
        assert_eq!(Scanner::new("1e99").number(), None);
    }

    #[test]
    fn lines_know_their_places() {
        let mut sources = SourceMap::default();
        let file = sources.add_text("a", "one\r\n\ntwo");
        let text = sources.file(file).text.clone();
        let found: Vec<_> = lines(&text, file).map(|(line, span)| (line, sources.text(span))).collect();
        assert_eq!(found, [("one", "one"), ("", ""), ("two", "two")]);
    }
}
