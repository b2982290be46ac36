//! The text that is scanned, and how far.

use super::Stop;

pub(super) struct Input<'a> {
    rest: &'a str,
}

/// White space as C sees it.
pub(super) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t'..='\r')
}

impl<'a> Input<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    pub(super) fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or("");
    }

    pub(super) fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches(is_blank);
    }

    pub(super) fn literal(&mut self, literal: char) -> Result<(), Stop> {
        match self.peek() {
            None => Err(Stop::InputEnds),
            Some(found) if found == literal => {
                self.advance(literal.len_utf8());
                Ok(())
            }
            Some(_) => Err(Stop::Mismatch),
        }
    }

    /// Takes at most `width` characters, as long as they are wanted.
    pub(super) fn take_while(&mut self, width: usize, wanted: impl Fn(char) -> bool) -> String {
        let taken: String = self.rest.chars().take(width).take_while(|&character| wanted(character)).collect();
        self.advance(taken.len());
        taken
    }
}
