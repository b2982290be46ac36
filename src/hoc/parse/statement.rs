//! Statements from pest's pairs.

use pest::iterators::Pair;

use super::error::SyntaxError;
use super::grammar::Rule;
use super::{Builder, MOST_NESTED};
use crate::hoc::ast::{
    Arguments, Declaration, Definition, DefinitionKind, Expression, ExpressionKind, Head, Name, Path, Statement,
    StatementKind,
};

impl Builder {
    pub(super) fn top_level(self, pair: Pair<Rule>) -> Result<Statement, SyntaxError> {
        let span = self.place(&pair);
        let kind = match pair.as_rule() {
            Rule::definition => StatementKind::Define(self.definition(pair)?),
            Rule::begin_template => StatementKind::BeginTemplate(self.only_name(pair)?),
            Rule::end_template => StatementKind::EndTemplate(self.only_name(pair)?),
            Rule::public => StatementKind::Public(self.names_within(pair)),
            Rule::external => StatementKind::External(self.names_within(pair)),
            _ => return self.statement(pair, 0),
        };
        Ok(Statement { kind, span })
    }

    /// The statements of a `body`, or of anything that holds statements between line breaks.
    pub(super) fn body(self, pair: Pair<Rule>, depth: usize) -> Result<Vec<Statement>, SyntaxError> {
        pair.into_inner()
            .filter(|pair| pair.as_rule() == Rule::statement)
            .map(|pair| self.statement(pair, depth))
            .collect()
    }

    fn statement(self, pair: Pair<Rule>, depth: usize) -> Result<Statement, SyntaxError> {
        let mut parts: Vec<_> = pair.into_inner().collect();
        let plain = parts.pop().ok_or_else(|| self.empty())?;
        let depth = self.deeper(depth, parts.len() + 1, &plain)?;
        let end = self.place(&plain);
        let mut statement = self.plain_statement(plain, depth)?;
        for prefix in parts.into_iter().rev() {
            let section = self.path(self.only(prefix)?, depth)?;
            let span = section.span.to(end);
            statement = Statement { kind: StatementKind::InSection { section, body: Box::new(statement) }, span };
        }
        Ok(statement)
    }

    fn plain_statement(self, pair: Pair<Rule>, depth: usize) -> Result<Statement, SyntaxError> {
        let span = self.place(&pair);
        Ok(Statement { kind: self.plain_kind(pair, depth)?, span })
    }

    fn plain_kind(self, pair: Pair<Rule>, depth: usize) -> Result<StatementKind, SyntaxError> {
        Ok(match pair.as_rule() {
            Rule::block => StatementKind::Block(self.block(pair, depth)?),
            Rule::if_statement => self.if_statement(pair, depth)?,
            Rule::while_statement => self.while_statement(pair, depth)?,
            Rule::for_statement => self.for_statement(pair, depth)?,
            Rule::forall => StatementKind::Forall(self.only_body(pair, depth)?),
            Rule::forsec => {
                let (sections, body) = self.sections_and_body(pair, depth)?;
                StatementKind::Forsec { sections, body }
            }
            Rule::ifsec => {
                let (sections, body) = self.sections_and_body(pair, depth)?;
                StatementKind::Ifsec { sections, body }
            }
            Rule::print => StatementKind::Print(self.values(pair, depth)?),
            Rule::return_statement => StatementKind::Return(self.values(pair, depth)?.pop()),
            Rule::break_statement => StatementKind::Break,
            Rule::continue_statement => StatementKind::Continue,
            Rule::stop => StatementKind::Stop,
            Rule::iterator_statement => StatementKind::IteratorStatement,
            _ => self.declaring_kind(pair, depth)?,
        })
    }

    /// Statements that make, join or change things, and expressions.
    fn declaring_kind(self, pair: Pair<Rule>, depth: usize) -> Result<StatementKind, SyntaxError> {
        Ok(match pair.as_rule() {
            Rule::create => StatementKind::Create(self.declarations(pair, depth)?),
            Rule::objref => StatementKind::Objref(self.declarations(pair, depth)?),
            Rule::double => StatementKind::Double(self.declarations(pair, depth)?),
            Rule::strdef => StatementKind::Strdef(self.names_within(pair)),
            Rule::connect => self.connect(pair, depth)?,
            Rule::access => StatementKind::Access(self.path(self.only(pair)?, depth)?),
            Rule::insert => StatementKind::Insert(self.only_name(pair)?),
            Rule::uninsert => StatementKind::Uninsert(self.only_name(pair)?),
            Rule::setpointer => self.setpointer(pair, depth)?,
            Rule::delete => StatementKind::Delete(self.only_name(pair)?),
            Rule::refused => {
                let keyword = pair.into_inner().next().ok_or_else(|| self.empty())?;
                StatementKind::Refused(self.name(&keyword))
            }
            _ => self.expression_statement(pair, depth)?,
        })
    }

    fn expression_statement(self, pair: Pair<Rule>, depth: usize) -> Result<StatementKind, SyntaxError> {
        let expression = self.value_part(self.only(pair)?, depth)?;
        Ok(if is_quit(&expression) { StatementKind::Quit } else { StatementKind::Expression(expression) })
    }

    fn block(self, pair: Pair<Rule>, depth: usize) -> Result<Vec<Statement>, SyntaxError> {
        self.body(self.only(pair)?, depth)
    }

    fn if_statement(self, pair: Pair<Rule>, depth: usize) -> Result<StatementKind, SyntaxError> {
        let mut parts: Vec<_> = parts(pair).collect();
        let otherwise = (parts.len() % 2 == 1).then(|| parts.pop()).flatten();
        let depth = match parts.last() {
            Some(last) => self.deeper(depth, parts.len() / 2, last)?,
            None => depth,
        };
        let mut otherwise = otherwise.map(|pair| self.statement(pair, depth).map(Box::new)).transpose()?;
        let mut outermost = None;
        while let (Some(then), Some(condition)) = (parts.pop(), parts.pop()) {
            if let Some(inner) = outermost.take() {
                otherwise = Some(Box::new(inner));
            }
            let condition = self.expression(condition, depth)?;
            let then = Box::new(self.statement(then, depth)?);
            let end = otherwise.as_ref().map_or(then.span, |otherwise| otherwise.span);
            let span = condition.span.to(end);
            let kind = StatementKind::If { condition, then, otherwise: otherwise.take() };
            outermost = Some(Statement { kind, span });
        }
        outermost.map(|statement| statement.kind).ok_or_else(|| self.empty())
    }

    fn while_statement(self, pair: Pair<Rule>, depth: usize) -> Result<StatementKind, SyntaxError> {
        let [condition, body] = self.exactly(pair)?;
        Ok(StatementKind::While { condition: self.expression(condition, depth)?, body: self.boxed(body, depth)? })
    }

    fn for_statement(self, pair: Pair<Rule>, depth: usize) -> Result<StatementKind, SyntaxError> {
        let [head, body] = self.exactly(pair)?;
        let body = self.boxed(body, depth)?;
        match head.as_rule() {
            Rule::for_segments => {
                let mut parts = parts(head);
                let variable = self.path(parts.next().ok_or_else(|| self.empty())?, depth)?;
                let with_ends = parts.next().map(|pair| self.expression(pair, depth)).transpose()?;
                Ok(StatementKind::ForSegments { variable, with_ends, body })
            }
            Rule::for_three => self.for_three(head, body, depth),
            Rule::for_range => {
                let [variable, first, last] = self.exactly(head)?;
                let variable = self.path(variable, depth)?;
                let (first, last) = (self.expression(first, depth)?, self.expression(last, depth)?);
                Ok(StatementKind::ForRange { variable, first, last, body })
            }
            _ => Ok(StatementKind::ForIterator { iterator: self.path(self.only(head)?, depth)?, body }),
        }
    }

    fn for_three(self, head: Pair<Rule>, body: Box<Statement>, depth: usize) -> Result<StatementKind, SyntaxError> {
        let (mut init, mut condition, mut step) = (None, None, None);
        for part in parts(head) {
            match part.as_rule() {
                Rule::for_init => init = Some(self.boxed(self.only(part)?, depth)?),
                Rule::for_step => step = Some(self.boxed(self.only(part)?, depth)?),
                _ => condition = Some(self.expression(part, depth)?),
            }
        }
        let condition = condition.ok_or_else(|| self.empty())?;
        Ok(StatementKind::For { init, condition, step, body })
    }

    fn sections_and_body(self, pair: Pair<Rule>, depth: usize) -> Result<(Expression, Box<Statement>), SyntaxError> {
        let [sections, body] = self.exactly(pair)?;
        let sections = self.only(sections)?;
        let sections = match sections.as_rule() {
            Rule::path => self.path_expression(sections, depth)?,
            _ => self.value_part(sections, depth)?,
        };
        Ok((sections, self.boxed(body, depth)?))
    }

    fn connect(self, pair: Pair<Rule>, depth: usize) -> Result<StatementKind, SyntaxError> {
        let [child, parent] = self.exactly(pair)?;
        Ok(StatementKind::Connect { child: self.path(child, depth)?, parent: self.expression(parent, depth)? })
    }

    fn setpointer(self, pair: Pair<Rule>, depth: usize) -> Result<StatementKind, SyntaxError> {
        let [pointer, target] = self.exactly(pair)?;
        Ok(StatementKind::SetPointer { pointer: self.path(pointer, depth)?, target: self.path(target, depth)? })
    }

    fn definition(self, pair: Pair<Rule>) -> Result<Definition, SyntaxError> {
        let mut parts = parts(pair);
        let kind = definition_kind(parts.next().ok_or_else(|| self.empty())?);
        let name = self.name(&parts.next().ok_or_else(|| self.empty())?);
        let (mut locals, mut local_objects, mut body) = (vec![], vec![], vec![]);
        for part in parts {
            match part.as_rule() {
                Rule::locals => locals = self.names_within(part),
                Rule::local_objects => local_objects = self.names_within(part),
                _ => body = self.body(part, 0)?,
            }
        }
        let locals = locals.into_iter().map(|name| Declaration { name, dimensions: vec![] }).collect();
        Ok(Definition { kind, name, locals, local_objects, body })
    }

    fn declarations(self, pair: Pair<Rule>, depth: usize) -> Result<Vec<Declaration>, SyntaxError> {
        parts(pair).map(|pair| self.declaration(pair, depth)).collect()
    }

    fn declaration(self, pair: Pair<Rule>, depth: usize) -> Result<Declaration, SyntaxError> {
        let mut parts = pair.into_inner();
        let name = self.name(&parts.next().ok_or_else(|| self.empty())?);
        let dimensions = parts.map(|index| self.expression(self.only(index)?, depth)).collect::<Result<_, _>>()?;
        Ok(Declaration { name, dimensions })
    }

    /// The names of the list in a pair such as `public a, b`.
    fn names_within(self, pair: Pair<Rule>) -> Vec<Name> {
        parts(pair).flat_map(Pair::into_inner).map(|name| self.name(&name)).collect()
    }

    pub(super) fn name(self, pair: &Pair<Rule>) -> Name {
        Name { text: pair.as_str().to_owned(), span: self.place(pair) }
    }

    fn only_name(self, pair: Pair<Rule>) -> Result<Name, SyntaxError> {
        Ok(self.name(&self.only(pair)?))
    }

    fn only_body(self, pair: Pair<Rule>, depth: usize) -> Result<Box<Statement>, SyntaxError> {
        self.boxed(self.only(pair)?, depth)
    }

    fn boxed(self, pair: Pair<Rule>, depth: usize) -> Result<Box<Statement>, SyntaxError> {
        self.statement(pair, depth).map(Box::new)
    }

    /// The single part of a pair.
    pub(super) fn only<'a>(self, pair: Pair<'a, Rule>) -> Result<Pair<'a, Rule>, SyntaxError> {
        let [part] = self.exactly(pair)?;
        Ok(part)
    }

    pub(super) fn exactly<'a, const N: usize>(self, pair: Pair<'a, Rule>) -> Result<[Pair<'a, Rule>; N], SyntaxError> {
        let at = self.place(&pair);
        parts(pair).collect::<Vec<_>>().try_into().map_err(|_| SyntaxError::Incomplete { at })
    }

    /// The depth `levels` below `depth`.
    pub(super) fn deeper(self, depth: usize, levels: usize, at: &Pair<Rule>) -> Result<usize, SyntaxError> {
        let depth = depth + levels;
        if depth > MOST_NESTED { Err(SyntaxError::TooDeep { at: self.place(at) }) } else { Ok(depth) }
    }

    pub(super) fn empty(self) -> SyntaxError {
        SyntaxError::Incomplete { at: self.span(0..0) }
    }
}

/// The parts of a pair that carry content: no keywords, line breaks or braces.
pub(super) fn parts(pair: Pair<Rule>) -> impl Iterator<Item = Pair<Rule>> {
    pair.into_inner().filter(|pair| !is_mark(pair.as_rule()))
}

/// Keywords are the last rules of the grammar.
fn is_mark(rule: Rule) -> bool {
    rule >= Rule::kw_proc || matches!(rule, Rule::line_break | Rule::open_brace | Rule::close_brace | Rule::assign)
}

fn definition_kind(pair: Pair<Rule>) -> DefinitionKind {
    match pair.into_inner().next().map(|pair| pair.as_rule()) {
        Some(Rule::kw_func) => DefinitionKind::Function,
        Some(Rule::kw_obfunc) => DefinitionKind::ObjectFunction,
        Some(Rule::kw_iterator) => DefinitionKind::Iterator,
        _ => DefinitionKind::Procedure,
    }
}

/// `quit()`
fn is_quit(expression: &Expression) -> bool {
    let ExpressionKind::Path(Path { head: Head::Member(member), members, .. }) = &expression.kind else {
        return false;
    };
    members.is_empty()
        && member.indices.is_empty()
        && member.name.text == "quit"
        && matches!(&member.arguments, Arguments::List(arguments) if arguments.is_empty())
}
