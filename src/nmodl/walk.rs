//! Walking over the statements of a file.

use super::ast::{Block, Body, ItemKind, ModFile, Statement, StatementKind};

/// Names that hide the file's variables where a statement stands: arguments, `LOCAL`s, loop variables.
pub(crate) type Scope<'a> = [&'a str];

/// Calls `visit` for every statement of the file, outer ones first.
pub(crate) fn statements<'a>(mod_file: &'a ModFile, visit: &mut dyn FnMut(&'a Statement, &Scope<'a>)) {
    for block in blocks(mod_file) {
        let mut scope = block.kind.arguments().iter().map(|argument| argument.name.text.as_str()).collect();
        body(&block.body, &mut scope, visit);
    }
}

/// The blocks of statements of the file.
pub(crate) fn blocks(mod_file: &ModFile) -> impl Iterator<Item = &Block> {
    mod_file.items.iter().filter_map(|item| if let ItemKind::Block(block) = &item.kind { Some(block) } else { None })
}

fn body<'a>(body: &'a Body, scope: &mut Vec<&'a str>, visit: &mut dyn FnMut(&'a Statement, &Scope<'a>)) {
    let outer = scope.len();
    scope.extend(body.locals.iter().map(|local| local.name.text.as_str()));
    for statement in &body.statements {
        visit(statement, scope);
        inner_bodies(statement, scope, visit);
    }
    scope.truncate(outer);
}

fn inner_bodies<'a>(
    statement: &'a Statement,
    scope: &mut Vec<&'a str>,
    visit: &mut dyn FnMut(&'a Statement, &Scope<'a>),
) {
    let outer = scope.len();
    if let StatementKind::From { variable, .. } = &statement.kind {
        scope.push(&variable.text);
    }
    for inner in own_bodies(statement) {
        body(inner, scope, visit);
    }
    scope.truncate(outer);
}

fn own_bodies(statement: &Statement) -> Vec<&Body> {
    match &statement.kind {
        StatementKind::If { branches, otherwise } => {
            branches.iter().map(|branch| &branch.body).chain(otherwise).collect()
        }
        StatementKind::While { body, .. }
        | StatementKind::From { body, .. }
        | StatementKind::Block(body)
        | StatementKind::Initial(body)
        | StatementKind::ForNetcons { body, .. } => vec![body],
        StatementKind::Assign { .. }
        | StatementKind::Call(_)
        | StatementKind::Solve(_)
        | StatementKind::Conductance { .. }
        | StatementKind::Verbatim(_)
        | StatementKind::Comment(_)
        | StatementKind::UnitsOn
        | StatementKind::UnitsOff
        | StatementKind::Reaction(_)
        | StatementKind::Equation { .. }
        | StatementKind::Conserve { .. }
        | StatementKind::Compartment(_)
        | StatementKind::LongitudinalDiffusion(_)
        | StatementKind::Lag { .. }
        | StatementKind::Table(_)
        | StatementKind::Watch(_)
        | StatementKind::MutexLock
        | StatementKind::MutexUnlock => vec![],
    }
}

/// Every statement of one block, outer ones first.
pub(super) fn statements_of(block: &Block) -> Vec<&Statement> {
    let mut statements = vec![];
    body(&block.body, &mut vec![], &mut |statement, _| statements.push(statement));
    statements
}

/// The bodies of one block, outer ones first.
pub(super) fn bodies_of(block: &Block) -> Vec<&Body> {
    let mut bodies = vec![&block.body];
    for statement in statements_of(block) {
        bodies.extend(own_bodies(statement));
    }
    bodies
}
