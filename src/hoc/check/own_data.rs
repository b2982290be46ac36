//! Numbers that stand in a hoc file behind the statement that reads them with `fscan` or `getstr`.

use std::collections::BTreeSet;

use super::problem::Problem;
use crate::hoc::ast::{Head, Path, Statement, StatementKind};
use crate::hoc::walk::{Node, walk};

/// Functions that read the running hoc file on, when no other is open.
const READING: &[&str] = &["fscan", "getstr"];

/// Finds where data end.
pub(super) struct OwnData<'a> {
    text: &'a str,
    /// Procedures of the file that read, so far.
    readers: BTreeSet<String>,
    /// A note for each block of data.
    pub(super) found: Vec<Problem>,
}

impl<'a> OwnData<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, readers: READING.iter().map(ToString::to_string).collect(), found: vec![] }
    }

    /// Where hoc goes on behind the statement that ends at `next`.
    pub(super) fn end(&mut self, statement: &Statement, next: usize) -> usize {
        if !self.reads(statement) {
            return next;
        }
        if let StatementKind::Define(definition) = &statement.kind {
            self.readers.insert(definition.name.text.clone());
            return next;
        }
        let rest = self.text.get(next..).unwrap_or("");
        let (length, lines) = data_lines(rest);
        if lines > 0 {
            self.found.push(Problem::OwnData { reader: statement.span, lines });
        }
        next + length
    }

    fn reads(&self, statement: &Statement) -> bool {
        let mut reads = false;
        walk(statement, &mut |node| {
            if let Node::Path(Path { head: Head::Member(member), .. }) = node {
                reads |= self.readers.contains(&member.name.text);
            }
            !reads
        });
        reads
    }
}

/// Bytes and lines up to the last line of numbers, with the labels between.
fn data_lines(text: &str) -> (usize, usize) {
    let (mut length, mut at) = ((0, 0), 0);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let is_comment = line.trim_start().starts_with("//");
        if !is_comment && line.contains(|character| "(){}[]=\"&|<>!*/^%".contains(character)) {
            break;
        }
        at += line.len();
        if line.trim_start().starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) {
            length = (at, index + 1);
        }
    }
    length
}
