//! The section stack: which section is accessed.
//!
//! The lowest entry is what `access` chose outside of any section statement. An entry whose section is gone stands
//! for the first section that exists, as in NEURON.

use crate::cell::SectionId;

/// The stack.
#[derive(Debug, Default)]
pub(crate) struct SectionStack {
    accessed: Option<SectionId>,
    pushed: Vec<SectionId>,
}

/// NEURON's own limit.
const LIMIT: usize = 200;

impl SectionStack {
    /// The entry on top.
    pub(crate) fn top(&self) -> Option<SectionId> {
        self.pushed.last().copied().or(self.accessed)
    }

    /// `access`: replaces the entry on top.
    pub(crate) fn access(&mut self, section: SectionId) {
        match self.pushed.last_mut() {
            Some(top) => *top = section,
            None => self.accessed = Some(section),
        }
    }

    /// Pushes; false when the stack is full.
    pub(crate) fn push(&mut self, section: SectionId) -> bool {
        self.pushed.push(section);
        self.pushed.len() < LIMIT
    }

    /// Pops, where something was pushed.
    pub(crate) fn pop(&mut self) {
        self.pushed.pop();
    }

    /// How many entries are pushed.
    pub(crate) fn depth(&self) -> usize {
        self.pushed.len()
    }

    /// Pops down to a depth.
    pub(crate) fn truncate(&mut self, depth: usize) {
        self.pushed.truncate(depth);
    }
}
