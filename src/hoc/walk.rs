//! Walking over a program without running it.

use crate::hoc::ast::{Arguments, Expression, ExpressionKind, Head, Member, Path, Statement, StatementKind};

/// Something in a program.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node<'a> {
    /// A statement.
    Statement(&'a Statement),
    /// An expression.
    Expression(&'a Expression),
    /// A path.
    Path(&'a Path),
}

/// Shows every part of the statement, outer ones first; where `see` says false, the inner ones are left out.
pub(crate) fn walk<'a>(statement: &'a Statement, see: &mut impl FnMut(Node<'a>) -> bool) {
    let mut waiting = vec![Node::Statement(statement)];
    while let Some(node) = waiting.pop() {
        if !see(node) {
            continue;
        }
        let first = waiting.len();
        match node {
            Node::Statement(statement) => inside_statement(statement, &mut waiting),
            Node::Expression(expression) => inside_expression(expression, &mut waiting),
            Node::Path(path) => inside_path(path, &mut waiting),
        }
        if let Some(added) = waiting.get_mut(first..) {
            added.reverse();
        }
    }
}

fn inside_statement<'a>(statement: &'a Statement, found: &mut Vec<Node<'a>>) {
    match &statement.kind {
        StatementKind::Expression(expression) | StatementKind::Return(Some(expression)) => {
            found.push(Node::Expression(expression));
        }
        StatementKind::Print(values) => found.extend(values.iter().map(Node::Expression)),
        StatementKind::Block(statements) => found.extend(statements.iter().map(Node::Statement)),
        StatementKind::If { condition, then, otherwise } => {
            found.extend([Node::Expression(condition), Node::Statement(then)]);
            found.extend(otherwise.iter().map(|otherwise| Node::Statement(otherwise)));
        }
        StatementKind::While { condition, body } => {
            found.extend([Node::Expression(condition), Node::Statement(body)]);
        }
        StatementKind::For { init, condition, step, body } => {
            found.extend(init.iter().map(|init| Node::Statement(init)));
            found.extend([Node::Expression(condition), Node::Statement(body)]);
            found.extend(step.iter().map(|step| Node::Statement(step)));
        }
        StatementKind::ForRange { variable, first, last, body } => {
            found.extend([
                Node::Path(variable),
                Node::Expression(first),
                Node::Expression(last),
                Node::Statement(body),
            ]);
        }
        StatementKind::ForSegments { variable, with_ends, body } => {
            found.push(Node::Path(variable));
            found.extend(with_ends.iter().map(Node::Expression));
            found.push(Node::Statement(body));
        }
        StatementKind::ForIterator { iterator: path, body } | StatementKind::InSection { section: path, body } => {
            found.extend([Node::Path(path), Node::Statement(body)]);
        }
        StatementKind::Forall(body) => found.push(Node::Statement(body)),
        StatementKind::Forsec { sections, body } | StatementKind::Ifsec { sections, body } => {
            found.extend([Node::Expression(sections), Node::Statement(body)]);
        }
        StatementKind::Objref(declarations)
        | StatementKind::Double(declarations)
        | StatementKind::Create(declarations) => {
            found.extend(declarations.iter().flat_map(|declaration| &declaration.dimensions).map(Node::Expression));
        }
        StatementKind::Connect { child, parent } => found.extend([Node::Path(child), Node::Expression(parent)]),
        StatementKind::Access(path) => found.push(Node::Path(path)),
        StatementKind::SetPointer { pointer, target } => found.extend([Node::Path(pointer), Node::Path(target)]),
        StatementKind::Define(definition) => found.extend(definition.body.iter().map(Node::Statement)),
        StatementKind::Return(None)
        | StatementKind::Break
        | StatementKind::Continue
        | StatementKind::Stop
        | StatementKind::Quit
        | StatementKind::IteratorStatement
        | StatementKind::Strdef(_)
        | StatementKind::Insert(_)
        | StatementKind::Uninsert(_)
        | StatementKind::Delete(_)
        | StatementKind::BeginTemplate(_)
        | StatementKind::EndTemplate(_)
        | StatementKind::Public(_)
        | StatementKind::External(_)
        | StatementKind::Refused(_) => {}
    }
}

fn inside_expression<'a>(expression: &'a Expression, found: &mut Vec<Node<'a>>) {
    match &expression.kind {
        ExpressionKind::Number(_) | ExpressionKind::Text(_) => {}
        ExpressionKind::Path(path) | ExpressionKind::Pointer(path) => found.push(Node::Path(path)),
        ExpressionKind::Unary(_, operand) => found.push(Node::Expression(operand)),
        ExpressionKind::Binary(_, a, b) | ExpressionKind::Ramp(a, b) => {
            found.extend([Node::Expression(a), Node::Expression(b)]);
        }
        ExpressionKind::Assign { target, operator: _, value } => {
            found.extend([Node::Path(target), Node::Expression(value)]);
        }
        ExpressionKind::New { class: _, arguments } => found.extend(arguments.iter().map(Node::Expression)),
    }
}

fn inside_path<'a>(path: &'a Path, found: &mut Vec<Node<'a>>) {
    match &path.head {
        Head::Member(member) => inside_member(member, found),
        Head::PointerArgument(_, indices) => found.extend(indices.iter().map(Node::Expression)),
        Head::NumberArgument(_) | Head::TextArgument(_) | Head::ObjectArgument(_) => {}
    }
    path.members.iter().for_each(|member| inside_member(member, found));
}

fn inside_member<'a>(member: &'a Member, found: &mut Vec<Node<'a>>) {
    found.extend(member.indices.iter().map(Node::Expression));
    match &member.arguments {
        Arguments::None => {}
        Arguments::List(arguments) => found.extend(arguments.iter().map(Node::Expression)),
        Arguments::Stretch(from, to) => found.extend([Node::Expression(from.as_ref()), Node::Expression(to)]),
    }
}
