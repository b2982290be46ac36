//! Texts that `execute` ran: the last ones are kept, so that one that comes again is not parsed again. Of those that are
//! alike the last one is kept, and its tree becomes that of the next one.
//!
//! A place in such a text only matters while it runs, or where a message points into it. The others
//! are forgotten, and their place among the sources is used again.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::hoc::ast::Statement;
use crate::hoc::error::{Evaluated, Failure};
use crate::hoc::eval::alike::{are_expressions, renumber, shape};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::memory::{SYMBOL_BYTES, TREE_BYTES};
use crate::hoc::parse::parse_statements;
use crate::source::FileId;

/// How many are kept.
const KEPT: usize = 64;

/// The last texts, the oldest first, and places among the sources that are free.
#[derive(Debug, Default)]
pub(crate) struct Executed {
    /// By the text, or by the shape of those that are alike.
    texts: IndexMap<String, Text>,
    free: Vec<FileId>,
}

#[derive(Debug, Clone)]
struct Text {
    source: String,
    file: FileId,
    statements: Arc<Vec<Statement>>,
    /// It is kept by its shape, and its tree may become that of a text that is alike.
    is_shared: bool,
    /// Something points into it.
    is_needed: bool,
}

/// What is counted before and after a text ran, to see whether something points into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    diagnostics: usize,
    suspects: usize,
    simulation: usize,
}

impl Interpreter {
    /// The statements of a text.
    pub(crate) fn parsed(&mut self, text: &str) -> Evaluated<Arc<Vec<Statement>>> {
        let shape = shape(text);
        if let Some(statements) = self.known(text, shape.as_deref()) {
            return Ok(statements);
        }
        self.forget_executed();
        let body = text.trim_start_matches('~');
        let file = match self.executed.free.pop() {
            Some(file) => {
                self.sources.replace_text(file, "execute", body);
                file
            }
            None => self.sources.add_text("execute", body),
        };
        self.memory.add(bytes(text));
        let statements = Arc::new(parse_statements(&self.sources.file(file).text, file).map_err(Failure::from)?);
        let shared = shape.filter(|shape| are_expressions(&statements) && !self.executed.texts.contains_key(shape));
        let kept = Text {
            source: text.to_owned(),
            file,
            statements: Arc::clone(&statements),
            is_shared: shared.is_some(),
            is_needed: false,
        };
        self.executed.texts.insert(shared.unwrap_or_else(|| text.to_owned()), kept);
        Ok(statements)
    }

    /// The statements of a text that is kept, or that is alike to one that neither runs nor is pointed at.
    fn known(&mut self, text: &str, shape: Option<&str>) -> Option<Arc<Vec<Statement>>> {
        if let Some(known) = self.executed.texts.get(text).filter(|known| known.source == text) {
            return Some(Arc::clone(&known.statements));
        }
        let known = self.executed.texts.get_mut(shape?).filter(|known| known.is_shared)?;
        if known.source != text {
            let statements = Arc::get_mut(&mut known.statements).filter(|_| !known.is_needed)?;
            let body = text.trim_start_matches('~');
            renumber(statements, body);
            self.sources.replace_text(known.file, "execute", body);
            text.clone_into(&mut known.source);
        }
        Some(Arc::clone(&known.statements))
    }

    /// Forgets the oldest text where there are too many. One that still runs waits for a later turn.
    fn forget_executed(&mut self) {
        if self.executed.texts.len() < KEPT {
            return;
        }
        let Some((text, oldest)) = self.executed.texts.shift_remove_index(0) else { return };
        if oldest.is_needed {
            return;
        }
        if Arc::strong_count(&oldest.statements) > 1 {
            self.executed.texts.insert(text, oldest);
            return;
        }
        self.memory.free(bytes(&text));
        self.executed.free.push(oldest.file);
    }

    /// What there is that may point into a text.
    pub(crate) fn marks(&self) -> Marks {
        Marks {
            diagnostics: self.diagnostics.iter().count(),
            suspects: self.suspects.len(),
            simulation: self.simulation.places(),
        }
    }

    /// The text ran: it is kept where something points into it.
    pub(crate) fn keep_executed(&mut self, text: &str, before: Marks, failed: bool) {
        let is_pointed_at = failed || before != self.marks() || !self.suspects.is_empty();
        if is_pointed_at && let Some(known) = self.executed.texts.values_mut().rev().find(|known| known.source == text)
        {
            known.is_needed = true;
        }
    }
}

fn bytes(text: &str) -> usize {
    SYMBOL_BYTES + text.len() * TREE_BYTES
}
