//! Numbers that stand in a hoc file behind the statement that reads them with `fscan` or `getstr`.
//!
//! The statement reads where the file itself shows it. Where it calls what the file does not define, as sessions call
//! methods of NEURON's tools, lines that are no hoc tell: two numbers or more and nothing else.

use std::collections::BTreeSet;

use super::problem::Problem;
use crate::hoc::ast::{Arguments, ExpressionKind, Head, Member, Path, Statement, StatementKind};
use crate::hoc::walk::{Node, walk};

/// Functions that read the running hoc file on, when no other is open.
const READING: &[&str] = &["fscan", "getstr"];

/// Whether a statement reads the file on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reads {
    No,
    /// It calls what is defined elsewhere.
    Perhaps,
    Yes,
}

/// Finds where data end.
pub(super) struct OwnData<'a> {
    text: &'a str,
    /// Procedures of the file that read, so far.
    readers: BTreeSet<String>,
    /// All its procedures, so far.
    defined: BTreeSet<String>,
    /// A note for each block of data.
    pub(super) found: Vec<Problem>,
}

impl<'a> OwnData<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let readers = READING.iter().map(ToString::to_string).collect();
        Self { text, readers, defined: BTreeSet::new(), found: vec![] }
    }

    /// Where hoc goes on behind the statement that ends at `next`.
    pub(super) fn end(&mut self, statement: &Statement, next: usize) -> usize {
        let reads = self.reads(statement);
        if let StatementKind::Define(definition) = &statement.kind {
            self.defined.insert(definition.name.text.clone());
            self.readers.extend((reads == Reads::Yes).then(|| definition.name.text.clone()));
            return next;
        }
        let rest = self.text.get(next..).unwrap_or("");
        let (length, lines) = match reads {
            Reads::No => (0, 0),
            Reads::Perhaps => plain_lines(rest),
            Reads::Yes => data_lines(rest),
        };
        if lines > 0 {
            self.found.push(Problem::OwnData { reader: statement.span, lines });
        }
        next + length
    }

    fn reads(&self, statement: &Statement) -> Reads {
        let mut reads = Reads::No;
        walk(statement, &mut |node| {
            reads = reads.max(match node {
                Node::Path(path) => self.path_reads(path),
                Node::Expression(expression) if matches!(expression.kind, ExpressionKind::New { .. }) => Reads::Perhaps,
                Node::Expression(_) | Node::Statement(_) => Reads::No,
            });
            reads < Reads::Yes
        });
        reads
    }

    fn path_reads(&self, path: &Path) -> Reads {
        let head = match &path.head {
            Head::Member(member) => Some(member),
            Head::NumberArgument(_) | Head::TextArgument(_) | Head::ObjectArgument(_) | Head::PointerArgument(..) => {
                None
            }
        };
        let is_foreign = |Member { name, arguments, .. }: &Member| {
            matches!(arguments, Arguments::List(_)) && !self.defined.contains(&name.text)
        };
        if head.into_iter().chain(&path.members).any(|member| self.readers.contains(&member.name.text)) {
            Reads::Yes
        } else if !path.members.is_empty() || head.is_some_and(is_foreign) {
            Reads::Perhaps
        } else {
            Reads::No
        }
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
        if begins_with_number(line) {
            length = (at, index + 1);
        }
    }
    length
}

/// Bytes and lines up to the last line that cannot be hoc, with numbers and labels before it; none where the first line is
/// no number.
fn plain_lines(text: &str) -> (usize, usize) {
    let (mut length, mut at, mut has_begun) = ((0, 0), 0, false);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let shown = line.split("//").next().unwrap_or_default().trim();
        has_begun |= begins_with_number(shown);
        if !(has_begun || shown.is_empty()) || shown.contains(|character| "{}[]=\"&|<>!*/^".contains(character)) {
            break;
        }
        at += line.len();
        if count_numbers(shown).is_some_and(|count| count > 1) {
            length = (at, index + 1);
        }
    }
    length
}

fn begins_with_number(line: &str) -> bool {
    line.trim_start().starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first))
}

/// How many numbers the line is; none where it is something else.
pub(super) fn count_numbers(line: &str) -> Option<usize> {
    let is_number = |word: &str| begins_with_number(word) && word.parse::<f64>().is_ok();
    line.split_whitespace().all(is_number).then(|| line.split_whitespace().count())
}
