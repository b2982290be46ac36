//! Statements from their finished parts.

use std::sync::Arc;

use pest::iterators::Pair;

use super::build::{LoopHead, Node, Parts};
use super::error::SyntaxError;
use super::grammar::Rule;
use crate::hoc::ast::{
    Arguments, Declaration, Definition, DefinitionKind, Expression, ExpressionKind, Head, Name, Statement,
    StatementKind,
};

/// What a pair of the statement half of the grammar stands for.
pub(super) fn node(pair: &Pair<Rule>, mut parts: Parts) -> Result<Node, SyntaxError> {
    Ok(match pair.as_rule() {
        Rule::statement => Node::Statement(in_sections(parts)?),
        Rule::section_prefix => Node::Prefix(parts.path()?),
        Rule::body | Rule::statements => Node::Body(parts.statements()),
        Rule::for_step => Node::Step(if parts.is_empty() { None } else { Some(parts.statement()?) }),
        Rule::for_segments | Rule::for_three | Rule::for_range | Rule::for_iterator => {
            Node::Loop(Box::new(loop_head(pair.as_rule(), parts)?))
        }
        Rule::names => Node::Names(names(parts)),
        Rule::locals | Rule::local_objects => Node::Names(if parts.is_empty() { vec![] } else { parts.names()? }),
        Rule::declaration | Rule::array => Node::Declaration(declaration(parts)?),
        Rule::lone_value | Rule::next => parts.node()?,
        Rule::nothing_left | Rule::end_of_text => Node::Mark,
        _ => {
            let kind = kind(pair, &mut parts)?;
            parts.finish(kind)
        }
    })
}

fn kind(pair: &Pair<Rule>, parts: &mut Parts) -> Result<StatementKind, SyntaxError> {
    Ok(match pair.as_rule() {
        Rule::definition => StatementKind::Define(Arc::new(definition(pair, parts)?)),
        Rule::begin_template => StatementKind::BeginTemplate(parts.name()?),
        Rule::end_template => StatementKind::EndTemplate(parts.name()?),
        Rule::public => StatementKind::Public(parts.names()?),
        Rule::external => StatementKind::External(parts.names()?),
        Rule::block => StatementKind::Block(parts.body()?),
        Rule::if_statement => if_statement(pair, parts)?,
        Rule::while_statement => StatementKind::While { condition: parts.expression()?, body: parts.statement()? },
        Rule::for_statement => for_statement(parts)?,
        Rule::forall => StatementKind::Forall(parts.statement()?),
        Rule::forsec => StatementKind::Forsec { sections: parts.expression()?, body: parts.statement()? },
        Rule::ifsec => StatementKind::Ifsec { sections: parts.expression()?, body: parts.statement()? },
        Rule::expression_statement => {
            let expression = parts.expression()?;
            expression_kind(expression)
        }
        _ => simple_kind(pair, parts)?,
    })
}

/// Statements that hold no statements.
fn simple_kind(pair: &Pair<Rule>, parts: &mut Parts) -> Result<StatementKind, SyntaxError> {
    Ok(match pair.as_rule() {
        Rule::print => StatementKind::Print(parts.expressions()?),
        Rule::return_statement => StatementKind::Return(parts.expressions()?.pop()),
        Rule::break_statement => StatementKind::Break,
        Rule::continue_statement => StatementKind::Continue,
        Rule::stop => StatementKind::Stop,
        Rule::iterator_statement => StatementKind::IteratorStatement,
        Rule::create => StatementKind::Create(declarations(parts)?),
        Rule::objref => StatementKind::Objref(declarations(parts)?),
        Rule::double => StatementKind::Double(declarations(parts)?),
        Rule::strdef => StatementKind::Strdef(parts.names()?),
        Rule::connect => StatementKind::Connect { child: parts.path()?, parent: parts.expression()? },
        Rule::access => StatementKind::Access(parts.path()?),
        Rule::insert => StatementKind::Insert(parts.name()?),
        Rule::uninsert => StatementKind::Uninsert(parts.name()?),
        Rule::setpointer => StatementKind::SetPointer { pointer: parts.path()?, target: parts.path()? },
        Rule::delete => StatementKind::Delete(parts.name()?),
        _ => StatementKind::Refused(refused(pair, parts)?),
    })
}

fn in_sections(parts: Parts) -> Result<Box<Statement>, SyntaxError> {
    let incomplete = parts.incomplete();
    let mut nodes = parts.nodes;
    let Some(Node::Statement(mut statement)) = nodes.next_back() else { return Err(incomplete) };
    while let Some(Node::Prefix(section)) = nodes.next_back() {
        let span = section.span.to(statement.span);
        statement = Box::new(Statement { kind: StatementKind::InSection { section, body: statement }, span });
    }
    Ok(statement)
}

/// Conditions and statements in turn, and perhaps a last statement: each `else if` is an `if` in the one before.
fn if_statement(pair: &Pair<Rule>, parts: &mut Parts) -> Result<StatementKind, SyntaxError> {
    let mut keywords = pair.clone().into_inner().filter(|part| part.as_rule() == Rule::kw_if);
    let mut branches = vec![];
    let mut otherwise = None;
    while !parts.is_empty() {
        match (parts.node()?, keywords.next()) {
            (Node::Expression(condition), Some(keyword)) => {
                branches.push((parts.origin.place(&keyword), condition, parts.statement()?));
            }
            (Node::Statement(statement), None) => otherwise = Some(statement),
            _ => return Err(parts.incomplete()),
        }
    }
    let mut branches = branches.into_iter();
    let (_, condition, then) = branches.next().ok_or_else(|| parts.incomplete())?;
    let otherwise = branches.rev().fold(otherwise, |otherwise, (keyword, condition, then)| {
        let end = otherwise.as_ref().map_or(then.span, |otherwise| otherwise.span);
        let kind = StatementKind::If { condition, then, otherwise };
        Some(Box::new(Statement { kind, span: keyword.to(end) }))
    });
    Ok(StatementKind::If { condition, then, otherwise })
}

fn for_statement(parts: &mut Parts) -> Result<StatementKind, SyntaxError> {
    let (head, body) = (parts.loop_head()?, parts.statement()?);
    Ok(match head {
        LoopHead::Segments { variable, with_ends } => StatementKind::ForSegments { variable, with_ends, body },
        LoopHead::Three { init, condition, step } => StatementKind::For { init, condition, step, body },
        LoopHead::Range { variable, first, last } => StatementKind::ForRange { variable, first, last, body },
        LoopHead::Iterator(iterator) => StatementKind::ForIterator { iterator, body },
    })
}

fn loop_head(rule: Rule, mut parts: Parts) -> Result<LoopHead, SyntaxError> {
    Ok(match rule {
        Rule::for_segments => LoopHead::Segments { variable: parts.path()?, with_ends: parts.expressions()?.pop() },
        Rule::for_range => LoopHead::Range {
            variable: parts.path()?,
            first: Box::new(parts.expression()?),
            last: Box::new(parts.expression()?),
        },
        Rule::for_iterator => LoopHead::Iterator(parts.path()?),
        _ => LoopHead::Three { init: parts.step()?, condition: parts.expression()?, step: parts.step()? },
    })
}

fn definition(pair: &Pair<Rule>, parts: &mut Parts) -> Result<Definition, SyntaxError> {
    let kind =
        pair.clone().into_inner().next().map_or(DefinitionKind::Procedure, |word| definition_kind(word.as_str()));
    let name = parts.name()?;
    let locals = parts.names()?.into_iter().map(|name| Declaration { name, dimensions: vec![] }).collect();
    Ok(Definition { kind, name, locals, local_objects: parts.names()?, body: parts.body()? })
}

fn definition_kind(keyword: &str) -> DefinitionKind {
    match keyword.trim_end() {
        "func" => DefinitionKind::Function,
        "obfunc" => DefinitionKind::ObjectFunction,
        "iterator" => DefinitionKind::Iterator,
        _ => DefinitionKind::Procedure,
    }
}

fn names(parts: Parts) -> Vec<Name> {
    parts.nodes.filter_map(|node| if let Node::Name(name) = node { Some(name) } else { None }).collect()
}

fn declarations(parts: &mut Parts) -> Result<Vec<Declaration>, SyntaxError> {
    let mut declarations = vec![];
    while !parts.is_empty() {
        declarations.push(parts.declaration()?);
    }
    Ok(declarations)
}

fn declaration(mut parts: Parts) -> Result<Declaration, SyntaxError> {
    let name = parts.name()?;
    let dimensions =
        parts.nodes.filter_map(|node| if let Node::Index(index) = node { Some(index) } else { None }).collect();
    Ok(Declaration { name, dimensions })
}

fn refused(pair: &Pair<Rule>, parts: &Parts) -> Result<Name, SyntaxError> {
    let keyword = pair.clone().into_inner().next().ok_or_else(|| parts.incomplete())?;
    Ok(parts.origin.name(&keyword))
}

/// `x = 2`, `quit()`
pub(super) fn expression_kind(expression: Expression) -> StatementKind {
    if is_quit(&expression) { StatementKind::Quit } else { StatementKind::Expression(expression) }
}

/// `quit()`
fn is_quit(expression: &Expression) -> bool {
    let ExpressionKind::Path(path) = &expression.kind else { return false };
    let Head::Member(member) = &path.head else { return false };
    path.members.is_empty()
        && member.indices.is_empty()
        && member.name.text == "quit"
        && matches!(&member.arguments, Arguments::List(arguments) if arguments.is_empty())
}
