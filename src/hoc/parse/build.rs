//! From pest's pairs to the tree, from the leaves up and without recursion: depth costs no stack.

use std::ops::Range;
use std::vec;

use pest::iterators::{Pair, Pairs};

use super::error::SyntaxError;
use super::expression::is_operand;
use super::grammar::Rule;
use super::{MOST_CHAINED, MOST_NESTED, scan};
use crate::hoc::ast::{Arguments, Declaration, Expression, Head, Name, Path, Statement, StatementKind};
use crate::source::{FileId, Span};

/// Where the parsed slice lies in its file.
#[derive(Clone, Copy)]
pub(super) struct Origin {
    pub file: FileId,
    pub base: usize,
}

impl Origin {
    pub(super) fn span(self, range: Range<usize>) -> Span {
        Span::new(self.file, self.base + range.start..self.base + range.end)
    }

    /// The place of a pair, without the blanks and comments that pest counts to its end.
    pub(super) fn place(self, pair: &Pair<Rule>) -> Span {
        let span = pair.as_span();
        self.span(span.start()..span.start() + scan::without_trailing_blanks(span.as_str()).len())
    }

    pub(super) fn name(self, pair: &Pair<Rule>) -> Name {
        Name { text: pair.as_str().to_owned(), span: self.place(pair) }
    }
}

/// A finished part of the tree.
pub(super) enum Node {
    Statement(Box<Statement>),
    /// A section, or a path to be evaluated, before a statement.
    Prefix(Box<Path>),
    /// The head of a `for`.
    Loop(Box<LoopHead>),
    /// What may stand before the first and after the second `;`.
    Step(Option<Box<Statement>>),
    Body(Vec<Statement>),
    Expression(Expression),
    /// `3`, or the ramp `3:1`
    Value(Expression, Option<Expression>),
    Path(Box<Path>),
    Argument(Head),
    Index(Expression),
    Arguments(Arguments),
    /// The second value of `(0:1)`.
    StretchEnd(Expression),
    Declaration(Declaration),
    Name(Name),
    Names(Vec<Name>),
    /// A token without a part in the tree.
    Mark,
}

/// What stands between `for` and its body.
pub(super) enum LoopHead {
    Segments { variable: Box<Path>, with_ends: Option<Expression> },
    Three { init: Option<Box<Statement>>, condition: Expression, step: Option<Box<Statement>> },
    Range { variable: Box<Path>, first: Box<Expression>, last: Box<Expression> },
    Iterator(Box<Path>),
}

/// A pair whose parts are being built.
struct Frame<'a> {
    pair: Pair<'a, Rule>,
    rest: Pairs<'a, Rule>,
    done: Vec<Node>,
    /// How deep its parts stand in the tree.
    depth: usize,
}

impl<'a> Frame<'a> {
    fn new(pair: Pair<'a, Rule>, depth: usize, origin: Origin) -> Result<Self, SyntaxError> {
        let depth = depth + levels(&pair);
        if depth > MOST_NESTED || longest_chain(&pair) > MOST_CHAINED {
            return Err(SyntaxError::TooDeep { at: origin.place(&pair) });
        }
        Ok(Self { rest: pair.clone().into_inner(), pair, done: vec![], depth })
    }
}

/// Builds what a pair stands for.
pub(super) fn build(pair: Pair<Rule>, origin: Origin) -> Result<Node, SyntaxError> {
    let mut stack = vec![Frame::new(pair, 0, origin)?];
    loop {
        let Some(frame) = stack.last_mut() else { return Ok(Node::Mark) };
        if let Some(part) = frame.rest.next() {
            match leaf(&part, origin)? {
                Some(Node::Mark) => {}
                Some(node) => frame.done.push(node),
                None => {
                    let depth = frame.depth;
                    stack.push(Frame::new(part, depth, origin)?);
                }
            }
            continue;
        }
        let Some(Frame { pair, done, .. }) = stack.pop() else { return Ok(Node::Mark) };
        let parts = Parts { at: origin.place(&pair), nodes: done.into_iter(), origin };
        let node = node(pair, parts)?;
        match stack.last_mut() {
            Some(parent) => parent.done.push(node),
            None => return Ok(node),
        }
    }
}

/// By how many levels the tree deepens inside a pair: operators nest in each other, so do sections before a
/// statement and every `else if`.
fn levels(pair: &Pair<Rule>) -> usize {
    let count = |wanted: fn(Rule) -> bool| pair.clone().into_inner().filter(|part| wanted(part.as_rule())).count();
    match pair.as_rule() {
        Rule::expression => 1 + count(|rule| !is_operand(rule)),
        Rule::statement => 1 + count(|rule| rule == Rule::section_prefix),
        Rule::if_statement => count(|rule| rule == Rule::kw_if).saturating_sub(1),
        _ => 0,
    }
}

/// The longest run of signs and powers, `-x ^ -y ^ z`: they bind from the right, each inside the one before.
fn longest_chain(pair: &Pair<Rule>) -> usize {
    if pair.as_rule() != Rule::expression {
        return 0;
    }
    let operators = pair.clone().into_inner().map(|part| part.as_rule()).filter(|&rule| !is_operand(rule));
    let mut run = 0;
    let runs = operators.map(|rule| {
        run = if matches!(rule, Rule::negate | Rule::not | Rule::power) { run + 1 } else { 0 };
        run
    });
    runs.max().unwrap_or(0)
}

/// A pair that is a token; none for a pair with parts.
fn leaf(pair: &Pair<Rule>, origin: Origin) -> Result<Option<Node>, SyntaxError> {
    Ok(Some(match pair.as_rule() {
        Rule::name => Node::Name(origin.name(pair)),
        Rule::number => Node::Expression(super::expression::number(pair, origin)),
        Rule::text => Node::Expression(super::expression::text(pair, origin)),
        Rule::number_argument | Rule::text_argument | Rule::object_argument | Rule::pointer_argument => {
            Node::Argument(super::expression::argument_head(pair, origin)?)
        }
        Rule::call_of_numbers => Node::Statement(Box::new(super::call::statement(pair, origin)?)),
        rule if is_mark(rule) => Node::Mark,
        _ => return Ok(None),
    }))
}

/// Tokens that pairs are read by, but that have no part in the tree. Keywords are the last rules of the grammar.
fn is_mark(rule: Rule) -> bool {
    let operators = Rule::or..=Rule::dot;
    let punctuation = Rule::open_brace..=Rule::colon;
    let others = [Rule::line_break, Rule::definition_kind, Rule::rest_of_line, Rule::EOI];
    rule >= Rule::kw_proc || operators.contains(&rule) || punctuation.contains(&rule) || others.contains(&rule)
}

fn node(pair: Pair<Rule>, parts: Parts) -> Result<Node, SyntaxError> {
    match pair.as_rule() {
        Rule::expression
        | Rule::group
        | Rule::assignment
        | Rule::value
        | Rule::new_object
        | Rule::pointer
        | Rule::path
        | Rule::section
        | Rule::index
        | Rule::arguments
        | Rule::stretch_end
        | Rule::argument
        | Rule::print_item
        | Rule::sections => super::expression::node(pair, parts),
        _ => super::statement::node(&pair, parts),
    }
}

/// The finished parts of a pair, taken in order.
pub(super) struct Parts {
    /// The pair's own place.
    pub at: Span,
    pub nodes: vec::IntoIter<Node>,
    pub origin: Origin,
}

impl Parts {
    /// The grammar promised a part that is not there.
    pub(super) fn incomplete(&self) -> SyntaxError {
        SyntaxError::Incomplete { at: self.at }
    }

    pub(super) fn node(&mut self) -> Result<Node, SyntaxError> {
        self.nodes.next().ok_or_else(|| self.incomplete())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.nodes.as_slice().is_empty()
    }

    fn take<T>(&mut self, pick: impl FnOnce(Node) -> Option<T>) -> Result<T, SyntaxError> {
        pick(self.node()?).ok_or_else(|| self.incomplete())
    }

    pub(super) fn expression(&mut self) -> Result<Expression, SyntaxError> {
        self.take(|node| if let Node::Expression(expression) = node { Some(expression) } else { None })
    }

    pub(super) fn expressions(&mut self) -> Result<Vec<Expression>, SyntaxError> {
        let mut expressions = vec![];
        while !self.is_empty() {
            expressions.push(self.expression()?);
        }
        Ok(expressions)
    }

    pub(super) fn path(&mut self) -> Result<Box<Path>, SyntaxError> {
        self.take(|node| if let Node::Path(path) = node { Some(path) } else { None })
    }

    pub(super) fn name(&mut self) -> Result<Name, SyntaxError> {
        self.take(|node| if let Node::Name(name) = node { Some(name) } else { None })
    }

    pub(super) fn names(&mut self) -> Result<Vec<Name>, SyntaxError> {
        self.take(|node| if let Node::Names(names) = node { Some(names) } else { None })
    }

    pub(super) fn arguments(&mut self) -> Result<Arguments, SyntaxError> {
        self.take(|node| if let Node::Arguments(arguments) = node { Some(arguments) } else { None })
    }

    pub(super) fn statement(&mut self) -> Result<Box<Statement>, SyntaxError> {
        self.take(|node| if let Node::Statement(statement) = node { Some(statement) } else { None })
    }

    pub(super) fn declaration(&mut self) -> Result<Declaration, SyntaxError> {
        self.take(|node| if let Node::Declaration(declaration) = node { Some(declaration) } else { None })
    }

    pub(super) fn body(&mut self) -> Result<Vec<Statement>, SyntaxError> {
        self.take(|node| if let Node::Body(statements) = node { Some(statements) } else { None })
    }

    pub(super) fn step(&mut self) -> Result<Option<Box<Statement>>, SyntaxError> {
        self.take(|node| if let Node::Step(statement) = node { Some(statement) } else { None })
    }

    pub(super) fn loop_head(&mut self) -> Result<LoopHead, SyntaxError> {
        self.take(|node| if let Node::Loop(head) = node { Some(*head) } else { None })
    }

    /// The statements among the parts.
    pub(super) fn statements(self) -> Vec<Statement> {
        let mut statements = Vec::with_capacity(self.nodes.as_slice().len());
        statements.extend(
            self.nodes.filter_map(|node| if let Node::Statement(statement) = node { Some(*statement) } else { None }),
        );
        statements
    }

    pub(super) fn finish(&self, kind: StatementKind) -> Node {
        Node::Statement(Box::new(Statement { kind, span: self.at }))
    }
}
