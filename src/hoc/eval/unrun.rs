//! What is not run once the results of a simulation are missing, and what of the cell it would change.
//!
//! The statement in which a program ends is looked at, with the procedures that it calls, and the rest of the files that
//! are being read. The cell as it stands is that of the first step of the simulation; that more would follow must show.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cell::Range;
use crate::hoc::ast::{Definition, ExpressionKind, Head, Member, Path, Statement, StatementKind};
use crate::hoc::eval::names::Named;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ScopeId;
use crate::hoc::parse::parse_next;
use crate::hoc::walk::{Node, walk};
use crate::source::{FileId, SourceMap, Span};

/// Statements of the top level that were not run, or not to their ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrun {
    /// How many.
    pub statements: usize,
    /// The first of them.
    pub first: Span,
    /// What they would change in the cell, and the first place of all that do.
    pub changes: BTreeSet<String>,
    /// Where the first change stands.
    pub first_change: Option<Span>,
}

impl Unrun {
    /// One line: how many, from where on, and what they would change.
    #[must_use]
    pub fn words(&self, sources: &SourceMap) -> String {
        let plural = if self.statements == 1 { " is" } else { "s are" };
        let head = format!("{} statement{plural} not run, from {} on", self.statements, place(self.first, sources));
        let Some(change) = self.first_change else { return format!("{head}: they change nothing in the cell") };
        let changes: Vec<_> = self.changes.iter().map(|change| format!("`{change}`")).collect();
        format!("{head}: they could change the cell by {}, first at {}", changes.join(", "), place(change, sources))
    }
}

fn place(span: Span, sources: &SourceMap) -> String {
    let file = sources.file(span.file);
    let at = file.line_column(span.range().start);
    format!("{}:{}:{}", file.name, at.line, at.column)
}

/// Functions of hoc that change sections, or run what may.
const CHANGING: &[&str] = &[
    "pt3dadd",
    "pt3dclear",
    "pt3dchange",
    "pt3dinsert",
    "pt3dremove",
    "pt3dstyle",
    "pt3dconst",
    "define_shape",
    "disconnect",
    "delete_section",
    "ion_style",
    "load_file",
    "xopen",
    "execute",
    "execute1",
];

/// Properties of a section.
const PROPERTIES: &[&str] = &["L", "nseg", "Ra", "rallbranch", "diam", "cm"];

impl Interpreter {
    /// The program ended in a statement of the top level, and `rest` of its file stays unread.
    pub(crate) fn not_run(&mut self, statement: &Statement, file: FileId, rest: usize) {
        let mut found = self.unrun.take().unwrap_or_else(|| self.looked_at(statement));
        let text = Arc::clone(&self.sources.file(file).text);
        let mut offset = rest;
        while let Ok(Some((statement, next))) = parse_next(&text, file, offset) {
            found.add(self.looked_at(&statement));
            offset = next;
        }
        self.unrun = Some(found);
    }

    fn looked_at(&self, statement: &Statement) -> Unrun {
        let none = Unrun { statements: 1, first: statement.span, changes: BTreeSet::new(), first_change: None };
        let mut search = Search { interpreter: self, called: vec![], known: BTreeSet::new(), found: none };
        if !matches!(statement.kind, StatementKind::Define(_)) {
            search.look(statement, statement.span);
        }
        search.found
    }
}

impl Unrun {
    fn add(&mut self, other: Self) {
        self.statements += other.statements;
        self.changes.extend(other.changes);
        self.first_change = self.first_change.or(other.first_change);
    }
}

/// A look at a statement and at what it calls.
struct Search<'a> {
    interpreter: &'a Interpreter,
    called: Vec<Arc<Definition>>,
    known: BTreeSet<String>,
    found: Unrun,
}

impl Search<'_> {
    fn look(&mut self, statement: &Statement, span: Span) {
        self.walk(statement, span);
        while let Some(definition) = self.called.pop() {
            definition.body.iter().for_each(|statement| self.walk(statement, span));
        }
    }

    fn walk(&mut self, statement: &Statement, span: Span) {
        walk(statement, &mut |node| {
            if let Some(change) = self.change(node) {
                self.found.changes.insert(change);
                self.found.first_change.get_or_insert(span);
            }
            true
        });
    }

    fn change(&mut self, node: Node<'_>) -> Option<String> {
        match node {
            Node::Statement(statement) => match &statement.kind {
                StatementKind::Create(_) => Some("create".to_owned()),
                StatementKind::Connect { .. } => Some("connect".to_owned()),
                StatementKind::Insert(name) => Some(format!("insert {}", name.text)),
                StatementKind::Uninsert(name) => Some(format!("uninsert {}", name.text)),
                _ => None,
            },
            Node::Expression(expression) => match &expression.kind {
                ExpressionKind::Assign { target, .. } => {
                    let name = last_name(target).filter(|name| self.is_of_a_section(name))?;
                    Some(format!("{name} ="))
                }
                ExpressionKind::New { class, .. } if self.makes(&class.text) => Some(format!("new {}", class.text)),
                _ => None,
            },
            Node::Path(Path { head: Head::Member(Member { name, .. }), .. }) => self.called(&name.text),
            Node::Path(_) => None,
        }
    }

    fn called(&mut self, name: &str) -> Option<String> {
        if CHANGING.contains(&name) {
            return Some(format!("{name}()"));
        }
        if let Named::Procedure(_, definition) = self.interpreter.resolve_in(ScopeId::Top, name)
            && self.known.insert(name.to_owned())
        {
            self.called.push(definition);
        }
        None
    }

    fn is_of_a_section(&self, name: &str) -> bool {
        let is_variable = || matches!(self.interpreter.model.find_range(name), Some(Range::Variable(_)));
        let is_declared = || matches!(self.interpreter.resolve_in(ScopeId::Top, name), Named::Variable(..));
        PROPERTIES.contains(&name) || (is_variable() && !is_declared())
    }

    /// A template of the model, or a process that stands in a section.
    fn makes(&self, class: &str) -> bool {
        let catalog = self.interpreter.model.catalog();
        let is_own = || matches!(self.interpreter.resolve_in(ScopeId::Top, class), Named::Class(_));
        catalog.find(class).is_some() || is_own()
    }
}

fn last_name(path: &Path) -> Option<&str> {
    let head = match &path.head {
        Head::Member(member) => Some(member),
        Head::NumberArgument(_) | Head::TextArgument(_) | Head::ObjectArgument(_) | Head::PointerArgument(..) => None,
    };
    path.members.last().or(head).map(|member| member.name.text.as_str())
}
