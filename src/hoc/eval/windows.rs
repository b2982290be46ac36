//! What stands in a session file for a window, between `object_push` and `object_pop`: it is not run.

use crate::hoc::ast::{Head, Path, Statement};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::walk::{Node, walk};
use crate::source::FileId;

impl Interpreter {
    /// Does a window alone know what to do with the statement? It may enter a further object of the window's.
    pub(super) fn belongs_to_window(&mut self, statement: &Statement) -> bool {
        if self.windows == 0 {
            return false;
        }
        let found = in_window(statement);
        self.windows += usize::from(found == InWindow::Enters);
        found != InWindow::Leaves
    }

    /// A window reads numbers behind its statements itself: where the line of nothing but numbers ends.
    pub(super) fn numbers_of_window(&self, file: FileId, offset: usize) -> Option<usize> {
        let rest = self.sources.file(file).text.get(offset..)?;
        let start = rest.len() - rest.trim_start().len();
        let line = rest.get(start..)?.lines().next()?;
        let is_numbers = !line.is_empty() && line.split_whitespace().all(|word| word.parse::<f64>().is_ok());
        (self.windows > 0 && is_numbers).then_some(offset + start + line.len())
    }
}

/// What a statement among those of a window does with the stack of objects.
#[derive(Clone, Copy, PartialEq, Eq)]
enum InWindow {
    Nothing,
    /// `object_push` of what only the window knows.
    Enters,
    /// `object_pop`
    Leaves,
}

fn in_window(statement: &Statement) -> InWindow {
    let mut found = InWindow::Nothing;
    walk(statement, &mut |node| {
        if let Node::Path(Path { head: Head::Member(member), .. }) = node {
            match member.name.text.as_str() {
                "object_push" => found = InWindow::Enters,
                "object_pop" => found = InWindow::Leaves,
                _ => {}
            }
        }
        found == InWindow::Nothing
    });
    found
}
