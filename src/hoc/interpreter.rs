//! The interpreter: everything that running hoc reads and changes.
//!
//! Sources, model and diagnostics are public: the stages after it take them over when the hoc has run.

use std::sync::Arc;

use crate::cell::Model;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hoc::error::{Evaluated, Failure, HocError};
use crate::hoc::frame::Frames;
use crate::hoc::object::{ObjectId, Objects, Template};
use crate::hoc::section_stack::SectionStack;
use crate::source::{SourceMap, Span};

/// Bounds for running untrusted hoc.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Statements that may run, all together (`--max-steps`).
    pub max_steps: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_steps: 100_000_000 }
    }
}

/// Runs hoc.
#[derive(Debug)]
pub struct Interpreter {
    /// The files of the model.
    pub sources: SourceMap,
    /// The sections and what is inserted in them.
    pub model: Model,
    /// What was found so far.
    pub diagnostics: Diagnostics,
    /// What hoc printed.
    pub output: String,
    pub(crate) options: Options,
    pub(crate) objects: Objects,
    pub(crate) top: Template,
    pub(crate) frames: Frames,
    pub(crate) section_stack: SectionStack,
    /// References that last until the statement under way ends.
    pub(crate) temporaries: Vec<ObjectId>,
    pub(crate) steps: u64,
    pub(crate) nesting: usize,
}

/// Statements and expressions under evaluation at once; each takes a few hundred bytes of stack, a few kilobytes
/// in a build without optimization.
const NESTING_LIMIT: usize = 20_000;

/// Enough for [`NESTING_LIMIT`].
const STACK_BYTES: usize = 512 << 20;

/// Bytes of printed output that are kept.
const OUTPUT_LIMIT: usize = 64 << 20;

impl Interpreter {
    /// Runs `work` on a thread with a stack that deep recursion in hoc cannot overflow.
    pub(crate) fn with_large_stack<T: Send>(&mut self, work: impl FnOnce(&mut Self) -> T + Send) -> Result<T, Diagnostic> {
        let failed = || Diagnostic::error("hoc::stack", "cannot start a thread for running hoc");
        std::thread::scope(|scope| {
            std::thread::Builder::new()
                .stack_size(STACK_BYTES)
                .spawn_scoped(scope, || work(self))
                .map_err(|_| failed())?
                .join()
                .map_err(|_| failed())
        })
    }

    /// Counts a step against the budget.
    pub(crate) fn step(&mut self, span: Span) -> Evaluated<()> {
        self.steps += 1;
        if self.steps > self.options.max_steps {
            return Err(HocError::StepBudget { steps: self.options.max_steps }.at(span).finally());
        }
        Ok(())
    }

    /// Goes one level deeper into statements and expressions.
    pub(crate) fn nested<T>(&mut self, span: Span, work: impl FnOnce(&mut Self) -> Evaluated<T>) -> Evaluated<T> {
        if self.nesting >= NESTING_LIMIT {
            return Err(HocError::NestedTooDeeply.at(span).finally());
        }
        self.nesting += 1;
        let result = work(self);
        self.nesting -= 1;
        result
    }

    /// Prints.
    pub(crate) fn print(&mut self, text: &str, span: Span) -> Result<(), Failure> {
        if self.output.len() + text.len() > OUTPUT_LIMIT {
            return Err(HocError::OutOfMemory.at(span).finally());
        }
        self.output.push_str(text);
        Ok(())
    }

    /// The name of an object, `NULLobject` for none.
    pub(crate) fn object_name(&self, object: Option<ObjectId>) -> Arc<str> {
        object.map_or_else(|| Arc::from("NULLobject"), |object| Arc::from(self.objects.name(object)))
    }
}
