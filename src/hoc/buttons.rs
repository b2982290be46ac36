//! The buttons of panels: what a model would do when its user pressed them. Some build its cells.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostics;
use crate::hoc::ast::{Head, Path, Statement, StatementKind};
use crate::hoc::eval::names::Named;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ScopeId;
use crate::hoc::parse::parse_file;
use crate::hoc::walk::{Node, walk};

/// More buttons than this are not remembered.
const MOST_BUTTONS: usize = 10_000;

/// What loads, makes or fills sections.
const BUILDING: [&str; 4] = ["load_file", "xopen", "load_template", "pt3dadd"];

/// A button of a panel at the top level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What is written on it.
    pub label: String,
    /// The hoc that it runs.
    pub command: String,
}

impl Interpreter {
    /// Remembers a button.
    pub(crate) fn add_button(&mut self, label: &str, command: &str) {
        let button = Button { label: label.to_owned(), command: command.trim().to_owned() };
        if self.buttons.len() < MOST_BUTTONS && !self.buttons.contains(&button) {
            self.memory.add(label.len() + command.len());
            self.buttons.push(button);
        }
    }

    /// The buttons whose command, or a procedure that it calls, makes sections or loads files; each command as a line
    /// of a file.
    #[must_use]
    pub fn building_buttons(&mut self) -> Vec<Button> {
        let buttons = self.buttons.clone().into_iter();
        let building = buttons.filter_map(|Button { label, command }| {
            self.builds(&command).then(|| Button { label, command: self.as_line(command) })
        });
        building.collect()
    }

    /// A button's statements may stand side by side, those of a line only within braces.
    fn as_line(&mut self, command: String) -> String {
        let (file, mut errors) = (self.sources.add_text("button", &command), Diagnostics::default());
        parse_file(&command, file, &mut errors);
        if errors.has_fatal() { format!("{{{command}}}") } else { command }
    }

    fn builds(&mut self, command: &str) -> bool {
        let (mut seen, mut called) = (BTreeSet::new(), BTreeSet::new());
        let Ok(statements) = self.parsed(command) else { return false };
        if make_sections(&statements, &mut called) {
            return true;
        }
        while let Some(name) = called.pop_first() {
            if !seen.insert(name.clone()) {
                continue;
            }
            let Named::Procedure(_, definition) = self.resolve_in(ScopeId::Top, &name) else { continue };
            if make_sections(&definition.body, &mut called) {
                return true;
            }
        }
        false
    }
}

/// Do the statements themselves make sections or load files? The names that they call are added to `called`.
fn make_sections(statements: &[Statement], called: &mut BTreeSet<String>) -> bool {
    let mut found = false;
    for statement in statements {
        walk(statement, &mut |node| {
            match node {
                Node::Statement(Statement { kind: StatementKind::Create(_) | StatementKind::Insert(_), .. }) => {
                    found = true;
                }
                Node::Path(Path { head: Head::Member(member), .. }) => {
                    let name = member.name.text.as_str();
                    found |= BUILDING.contains(&name);
                    called.insert(name.to_owned());
                }
                Node::Statement(_) | Node::Expression(_) | Node::Path(_) => {}
            }
            !found
        });
    }
    found
}
