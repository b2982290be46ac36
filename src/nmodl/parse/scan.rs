//! The scan before the grammar: brackets that match, raw blocks and strings that end, nesting that is bounded.

use super::{MAX_NESTING, message};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

/// Words that only start a block at the top level: one within braces means that a brace before it is missing.
const TOP_LEVEL: &[&str] = &[
    "NEURON",
    "UNITS",
    "PARAMETER",
    "CONSTANT",
    "ASSIGNED",
    "STATE",
    "BREAKPOINT",
    "DERIVATIVE",
    "KINETIC",
    "LINEAR",
    "NONLINEAR",
    "DISCRETE",
    "FUNCTION",
    "PROCEDURE",
    "NET_RECEIVE",
    "CONSTRUCTOR",
    "DESTRUCTOR",
];

/// What the grammar could only say badly, or would recurse too deep for.
pub(super) fn check(text: &str, file: FileId) -> Result<(), Box<Diagnostic>> {
    let mut scan = Scan { text, file, at: 0, open: vec![], intruder: None };
    while let Some(byte) = scan.peek() {
        scan.step(byte).map_err(Box::new)?;
    }
    scan.finish().map_err(Box::new)
}

struct Scan<'t> {
    text: &'t str,
    file: FileId,
    at: usize,
    /// The brackets that are open, with their places.
    open: Vec<(u8, usize)>,
    /// The first top-level word since the outermost bracket was opened.
    intruder: Option<(usize, &'t str)>,
}

impl<'t> Scan<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn span(&self, start: usize, length: usize) -> Span {
        Span::new(self.file, start..start + length)
    }

    fn step(&mut self, byte: u8) -> Result<(), Diagnostic> {
        match byte {
            b':' | b'?' => self.skip_line(),
            b'"' => return self.string(),
            b'{' | b'(' | b'[' => return self.opened(byte),
            b'}' | b')' | b']' => return self.closed(byte),
            _ if byte.is_ascii_alphabetic() => return self.word(),
            _ if byte.is_ascii_digit() || byte == b'_' => self.skip_word(),
            _ => self.at += 1,
        }
        Ok(())
    }

    fn skip_line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    fn skip_word(&mut self) {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        self.at += self.rest().bytes().take_while(|&byte| is_word(byte)).count();
    }

    fn string(&mut self) -> Result<(), Diagnostic> {
        let start = self.at;
        let Some(length) = self.rest().get(1..).and_then(|rest| rest.find('"')) else {
            return Err(message::unterminated("string", "\"", self.span(start, 1)));
        };
        self.at += length + 2;
        Ok(())
    }

    fn opened(&mut self, byte: u8) -> Result<(), Diagnostic> {
        if self.open.is_empty() {
            self.intruder = None;
        }
        self.open.push((byte, self.at));
        if self.open.len() > MAX_NESTING {
            return Err(message::too_deep(self.span(self.at, 1)));
        }
        self.at += 1;
        Ok(())
    }

    fn closed(&mut self, byte: u8) -> Result<(), Diagnostic> {
        let place = self.span(self.at, 1);
        let Some((opener, opened_at)) = self.open.pop() else {
            return Err(message::never_opened(char::from(byte), place));
        };
        if closer_of(opener) != byte {
            let opener_place = self.span(opened_at, 1);
            return Err(message::mismatched(char::from(opener), opener_place, char::from(byte), place));
        }
        self.at += 1;
        Ok(())
    }

    fn word(&mut self) -> Result<(), Diagnostic> {
        let start = self.at;
        self.skip_word();
        let word = self.text.get(start..self.at).unwrap_or("");
        match word {
            "TITLE" => self.skip_line(),
            "REPRESENTS" => self.skip_ontology_term(),
            "COMMENT" | "VERBATIM" => return self.raw_block(word, start),
            _ if !self.open.is_empty() && self.intruder.is_none() && TOP_LEVEL.contains(&word) => {
                self.intruder = Some((start, word));
            }
            _ => {}
        }
        Ok(())
    }

    /// `REPRESENTS NCIT:C17145`: its colon starts no comment.
    fn skip_ontology_term(&mut self) {
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let term = rest.trim_start_matches([' ', '\t']);
        self.at += blanks + term.find(char::is_whitespace).unwrap_or(term.len());
    }

    fn raw_block(&mut self, word: &str, start: usize) -> Result<(), Diagnostic> {
        let end = format!("END{word}");
        loop {
            let rest = self.rest();
            let line = rest.trim_start_matches([' ', '\t']);
            let ends =
                line.strip_prefix(&end).is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphabetic()));
            if ends {
                self.skip_line();
                return Ok(());
            }
            let Some(length) = rest.find('\n') else {
                return Err(message::unterminated(&format!("{word} block"), &end, self.span(start, word.len())));
            };
            self.at += length + 1;
        }
    }

    fn finish(self) -> Result<(), Diagnostic> {
        let Some(&(opener, at)) = self.open.first() else {
            return Ok(());
        };
        let next = self.intruder.map(|(start, word)| (word, self.span(start, word.len())));
        Err(message::never_closed(char::from(opener), self.span(at, 1), next))
    }
}

fn closer_of(opener: u8) -> u8 {
    match opener {
        b'{' => b'}',
        b'(' => b')',
        _ => b']',
    }
}
