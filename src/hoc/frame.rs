//! The calls that run: their arguments and local variables.

use std::sync::Arc;

use crate::hoc::ast::{Definition, Statement};
use crate::hoc::object::{ScopeId, Slot};
use crate::hoc::value::{Argument, Value};

/// A running procedure; the first one is the top level.
#[derive(Debug)]
pub(crate) struct Frame {
    /// Calls are numbered in the order in which they start.
    pub(crate) id: u64,
    /// Where names that are no locals are looked up.
    pub(crate) scope: ScopeId,
    /// Names and values of `local` and `localobj`.
    pub(crate) locals: Vec<(Arc<str>, Slot)>,
    /// What was passed; none outside of procedures.
    pub(crate) arguments: Option<Vec<Argument>>,
    /// In an iterator: the loop body and the place of the frame that it belongs to.
    pub(crate) iteration: Option<(Arc<Statement>, usize)>,
    /// What `return` gave.
    pub(crate) returned: Option<Value>,
}

/// The stack of calls, and which one is being evaluated (an iterator's loop body runs in its caller's).
#[derive(Debug)]
pub(crate) struct Frames {
    stack: Vec<Frame>,
    current: usize,
    started: u64,
}

/// NEURON's own limit (`-NFRAME`).
pub(crate) const CALL_LIMIT: usize = 512;

impl Default for Frames {
    fn default() -> Self {
        let mut frames = Self { stack: Vec::new(), current: 0, started: 0 };
        frames.push(ScopeId::Top, None, Vec::new());
        frames
    }
}

/// What to go back to when a call ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller(usize);

impl Frames {
    /// Starts a call.
    pub(crate) fn push(
        &mut self,
        scope: ScopeId,
        arguments: Option<Vec<Argument>>,
        locals: Vec<(Arc<str>, Slot)>,
    ) -> Caller {
        self.started += 1;
        self.stack.push(Frame { id: self.started, scope, locals, arguments, iteration: None, returned: None });
        let caller = Caller(self.current);
        self.current = self.stack.len() - 1;
        caller
    }

    /// Ends the newest call.
    pub(crate) fn pop(&mut self, caller: Caller) -> Option<Frame> {
        self.current = caller.0;
        self.stack.pop()
    }

    /// Evaluates in another frame of the stack; what to go back to.
    pub(crate) fn switch(&mut self, place: usize) -> Caller {
        let caller = Caller(self.current);
        self.current = place.min(self.stack.len().saturating_sub(1));
        caller
    }

    /// Goes back.
    pub(crate) fn restore(&mut self, caller: Caller) {
        self.current = caller.0;
    }

    /// The place of the frame being evaluated.
    pub(crate) const fn place(&self) -> usize {
        self.current
    }

    /// How many calls run.
    pub(crate) fn depth(&self) -> usize {
        self.stack.len() - 1
    }

    /// The frame being evaluated.
    #[allow(clippy::indexing_slicing, reason = "the first frame is never popped and `current` is one of them")]
    pub(crate) fn current(&self) -> &Frame {
        &self.stack[self.current]
    }

    /// The frame being evaluated.
    #[allow(clippy::indexing_slicing, reason = "the first frame is never popped and `current` is one of them")]
    pub(crate) fn current_mut(&mut self) -> &mut Frame {
        &mut self.stack[self.current]
    }

    /// A call that still runs.
    pub(crate) fn find(&self, id: u64) -> Option<&Frame> {
        let place = self.stack.binary_search_by_key(&id, |frame| frame.id).ok()?;
        self.stack.get(place)
    }

    /// A call that still runs.
    pub(crate) fn find_mut(&mut self, id: u64) -> Option<&mut Frame> {
        let place = self.stack.binary_search_by_key(&id, |frame| frame.id).ok()?;
        self.stack.get_mut(place)
    }
}

/// A call's local variables, before anything is assigned.
pub(crate) fn fresh_locals(definition: &Definition) -> Vec<(Arc<str>, Slot)> {
    let numbers = definition.locals.iter().map(|local| (Arc::from(local.name.text.as_str()), Slot::Number(0.0)));
    let objects = definition.local_objects.iter().map(|name| (Arc::from(name.text.as_str()), Slot::Object(None)));
    numbers.chain(objects).collect()
}
