//! Lines that hold nothing but a call of plain numbers, alone or in braces: long files are made of them, so many are parsed
//! at once.

use std::ops::Range;

use pest::Parser;
use pest::iterators::Pair;

use super::build::Origin;
use super::call;
use super::error::SyntaxError;
use super::grammar::{HocParser, Rule};
use crate::hoc::ast::{Arguments, ExpressionKind, Head, Statement, StatementKind};
use crate::source::FileId;

/// So many bytes at first: where something else stands there, all of them are looked at in vain.
const FEWEST_BYTES: usize = 1 << 9;

/// At most so many bytes at once: every token in them is kept until the last one is found.
const MOST_BYTES: usize = 1 << 16;

/// Does the statement look like one of such a line, so that others may follow?
pub(super) fn is_call(statement: &Statement) -> bool {
    let inner = if let StatementKind::Block(inner) = &statement.kind {
        inner.as_slice()
    } else {
        std::slice::from_ref(statement)
    };
    let [Statement { kind: StatementKind::Expression(expression), .. }] = inner else { return false };
    let ExpressionKind::Path(path) = &expression.kind else { return false };
    let Head::Member(member) = &path.head else { return false };
    path.members.is_empty() && matches!(member.arguments, Arguments::List(_))
}

/// Such lines from the start of `range` on, as long as they follow each other: the statements that are found there one by
/// one. `take` is given each with the byte from which it is looked for and where it ends, and says where the next one
/// starts. Where to go on is returned; what is wrong there is found again, and said, by who goes on.
pub(super) fn of_calls(
    text: &str,
    file: FileId,
    range: Range<usize>,
    take: &mut impl FnMut(usize, Statement, usize) -> usize,
) -> usize {
    let (mut from, mut most_bytes) = (range.start, FEWEST_BYTES);
    loop {
        let lines = whole_lines(text, from..range.end, most_bytes);
        let end = from + lines.len();
        let behind = first_calls(lines, Origin { file, base: from }, take);
        if behind == from || behind != end {
            return behind;
        }
        (from, most_bytes) = (end, (4 * most_bytes).min(MOST_BYTES));
    }
}

/// The calls with which lines start, as [`of_calls`] takes them, and where to go on.
fn first_calls(lines: &str, origin: Origin, take: &mut impl FnMut(usize, Statement, usize) -> usize) -> usize {
    let mut from = origin.base;
    let Some(pairs) = HocParser::parse(Rule::lines_of_calls, lines).ok().and_then(|mut pairs| pairs.next()) else {
        return from;
    };
    let mut found = None;
    for pair in pairs.into_inner() {
        match found.take() {
            None if pair.as_rule() == Rule::line_break => {}
            None => match statement(pair, origin) {
                Ok(statement) => found = Some(statement),
                Err(_) => return from,
            },
            Some(statement) => {
                let next = origin.base + pair.as_span().end();
                let behind = take(from, statement, next);
                if behind != next {
                    return behind;
                }
                from = next;
            }
        }
    }
    from
}

/// A call, or a block that holds one.
fn statement(pair: Pair<Rule>, origin: Origin) -> Result<Statement, SyntaxError> {
    if pair.as_rule() == Rule::call_of_numbers {
        return call::statement(&pair, origin);
    }
    let span = origin.place(&pair);
    let calls = pair.into_inner().filter(|part| part.as_rule() == Rule::call_of_numbers);
    let inner = calls.map(|call| call::statement(&call, origin)).collect::<Result<_, _>>()?;
    Ok(Statement { kind: StatementKind::Block(inner), span })
}

/// The lines that end in the first bytes of a range.
fn whole_lines(text: &str, range: Range<usize>, most_bytes: usize) -> &str {
    let end = range.end.min(range.start.saturating_add(most_bytes)).min(text.len());
    let bytes = text.as_bytes().get(range.start..end).unwrap_or_default();
    let length = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |last| last + 1);
    text.get(range.start..range.start + length).unwrap_or("")
}
