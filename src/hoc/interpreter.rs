//! The interpreter: everything that running hoc reads and changes.
//!
//! Sources, model and diagnostics are public: the stages after it take them over when the hoc has run.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use crate::cell::{Model, SectionId};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hoc::builtin::ks_chan::Channels;
use crate::hoc::builtin::net_con::Thresholds;
use crate::hoc::builtin::parallel_context::Gid;
use crate::hoc::builtin::parallel_context::jobs::Jobs;
use crate::hoc::builtin::skipped::UNKNOWN_TEXT;
use crate::hoc::builtin::streams::Streams;
use crate::hoc::builtin::variables::Variables;
use crate::hoc::builtin::vector::Played;
use crate::hoc::builtin::{IntegratorSettings, Labels};
use crate::hoc::buttons::Button;
use crate::hoc::error::{Evaluated, Failure, HocError};
use crate::hoc::eval::computed::Simulation;
use crate::hoc::eval::executed::Executed;
use crate::hoc::eval::function_table::Fillings;
use crate::hoc::eval::load::Reading;
use crate::hoc::eval::suspect::Suspects;
use crate::hoc::eval::unrun::Unrun;
use crate::hoc::frame::Frames;
use crate::hoc::memory::Memory;
use crate::hoc::object::{ObjectId, Objects, ScopeId, Template};
use crate::hoc::parse::Ahead;
use crate::hoc::random::RandomGlobals;
use crate::hoc::section_name_pattern::SectionNamePatterns;
use crate::hoc::section_stack::SectionStack;
use crate::hoc::written::Written;
use crate::mechanism::Catalog;
use crate::membrane::{Library, Standing};
use crate::morphology::Readings;
use crate::nmodl::LoadedMod;
use crate::source::{FileId, SourceMap, Span};

/// Bounds for running untrusted hoc.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Statements that may run, all together (`--max-steps`).
    pub max_steps: u64,
    /// What sections, objects, arrays, strings and the like may take together, bytes; an estimate.
    pub max_memory_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_steps: 100_000_000, max_memory_bytes: 1 << 30 }
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
    /// The morphology files that this evaluation and those beside it have read.
    pub(crate) morphologies: Readings,
    /// hoc files of the model that were parsed before.
    pub(crate) parsed_ahead: Ahead,
    pub(crate) objects: Objects,
    pub(crate) top: Template,
    pub(crate) frames: Frames,
    pub(crate) section_stack: SectionStack,
    /// References that last until the statement under way ends.
    pub(crate) temporaries: Vec<ObjectId>,
    /// Those among them that were made as arguments: their `unref` hears of it when they outlive the call.
    pub(crate) passed: Vec<ObjectId>,
    /// The variables that NEURON itself has.
    pub(crate) variables: Variables,
    /// Where files are named from, relative to the model directory.
    pub(crate) directory: PathBuf,
    /// The names that `load_file` was given.
    pub(crate) loaded: IndexSet<String>,
    /// The files that are being run, the outermost first.
    pub(crate) reading: Vec<Reading>,
    /// Texts that `execute` was given.
    pub(crate) executed: Executed,
    /// Scopes to go back to with `object_pop`.
    pub(crate) pushed_scopes: Vec<ScopeId>,
    /// The buttons of panels.
    pub(crate) buttons: Vec<Button>,
    /// How many windows `object_push` entered: what stands in a session file for them is not run.
    pub(crate) windows: usize,
    /// Some window's commands were not run: it may have made point processes.
    pub(crate) skipped_windows: bool,
    /// Texts of NEURON's hoc library that were run, and the names that they define.
    pub(crate) library_files: IndexMap<FileId, &'static str>,
    /// The sections of each full name, those that were deleted included.
    pub(crate) section_names: HashMap<Box<str>, Vec<SectionId>>,
    /// Sections that hoc has a number for.
    pub(crate) section_handles: IndexSet<SectionId>,
    /// Notes that were made.
    pub(crate) noted: IndexSet<String>,
    /// What the numbers are that nobody knows.
    pub(crate) unknown_origins: IndexSet<String>,
    /// Patterns of section names that hoc has asked for.
    pub(crate) patterns: SectionNamePatterns,
    /// The simulation that was asked for.
    pub(crate) simulation: Simulation,
    /// The mod files, for what `finitialize` computes.
    pub(crate) mods: Arc<Vec<LoadedMod>>,
    /// Their equations, once they are needed.
    pub(crate) equations: Option<Arc<Library>>,
    /// Channels that hoc puts together.
    pub(crate) channels: Channels,
    /// What hoc fills their tables with.
    pub(crate) fillings: Fillings,
    /// What mechanisms keep beside their variables.
    pub(crate) standing: Standing,
    /// What was set of `CVode`.
    pub(crate) integrator_settings: IntegratorSettings,
    /// The memory that it was accounted with.
    pub(crate) standing_bytes: usize,
    /// What `units` labelled.
    pub(crate) unit_labels: Labels,
    /// Top-level symbols that are variables of NEURON's hoc library.
    pub(crate) library_symbols: HashMap<usize, Arc<str>>,
    /// Those that hoc assigned.
    pub(crate) assigned_library: IndexSet<Arc<str>>,
    /// The numbers of cells that a parallel simulation has here.
    pub(crate) gids: BTreeMap<u32, Gid>,
    /// What was submitted to a `ParallelContext`.
    pub(crate) jobs: Jobs,
    /// The thresholds that connections share.
    pub(crate) thresholds: Thresholds,
    /// The files that `ropen` and `wopen` opened.
    pub(crate) streams: Streams,
    /// What was written to files.
    pub(crate) written: Written,
    /// What was not run after a simulation, of the run under way.
    pub(crate) unrun: Option<Unrun>,
    /// The same of all runs before.
    pub not_run: Vec<Unrun>,
    /// Vectors that a simulation would play.
    pub(crate) played: Vec<Played>,
    /// Variables that may be range variables gone wrong.
    pub(crate) suspects: Suspects,
    /// Texts from outside of the model: they may use what is not public, as Python may.
    pub(crate) outside_texts: IndexSet<FileId>,
    /// State that all random numbers share.
    pub(crate) random: RandomGlobals,
    pub(crate) memory: Memory,
    pub(crate) memory_limit_bytes: usize,
    pub(crate) step_limit: u64,
    pub(crate) steps: u64,
    pub(crate) nesting: usize,
}

/// Statements and expressions under evaluation at once; each takes a few hundred bytes of stack, a few kilobytes
/// in a build without optimization.
const NESTING_LIMIT: usize = 20_000;

/// Enough for [`NESTING_LIMIT`].
const STACK_BYTES: usize = 512 << 20;

/// Bytes of printed output that are kept.
pub(crate) const OUTPUT_LIMIT: usize = 64 << 20;

impl Interpreter {
    /// An interpreter in which nothing ran yet.
    #[must_use]
    pub fn new(sources: SourceMap, catalog: Catalog, options: Options) -> Self {
        Self {
            sources,
            model: Model::new(catalog),
            diagnostics: Diagnostics::default(),
            output: String::new(),
            morphologies: Readings::default(),
            parsed_ahead: Ahead::default(),
            objects: Objects::default(),
            top: Template::new("", None),
            frames: Frames::default(),
            section_stack: SectionStack::default(),
            temporaries: Vec::new(),
            passed: Vec::new(),
            variables: Variables::default(),
            directory: PathBuf::new(),
            loaded: IndexSet::new(),
            reading: Vec::new(),
            executed: Executed::default(),
            pushed_scopes: Vec::new(),
            buttons: Vec::new(),
            windows: 0,
            skipped_windows: false,
            library_files: IndexMap::new(),
            section_names: HashMap::new(),
            section_handles: IndexSet::new(),
            noted: IndexSet::new(),
            unknown_origins: IndexSet::new(),
            patterns: SectionNamePatterns::default(),
            simulation: Simulation::default(),
            mods: Arc::default(),
            equations: None,
            channels: Channels::default(),
            fillings: Fillings::default(),
            standing: Standing::default(),
            integrator_settings: IntegratorSettings::default(),
            standing_bytes: 0,
            unit_labels: Labels::new(),
            library_symbols: HashMap::new(),
            assigned_library: IndexSet::new(),
            gids: BTreeMap::new(),
            jobs: Jobs::default(),
            thresholds: Thresholds::default(),
            streams: Streams::default(),
            written: Written::default(),
            unrun: None,
            not_run: vec![],
            played: vec![],
            suspects: Suspects::default(),
            outside_texts: IndexSet::new(),
            random: RandomGlobals::default(),
            memory: Memory::default(),
            memory_limit_bytes: options.max_memory_bytes,
            step_limit: options.max_steps,
            steps: 0,
            nesting: 0,
        }
    }

    /// Runs `work` on a thread with a stack that deep recursion in hoc cannot overflow.
    pub(crate) fn with_large_stack<T: Send>(
        &mut self,
        work: impl FnOnce(&mut Self) -> T + Send,
    ) -> Result<T, Diagnostic> {
        let not_started = |_| Diagnostic::error("hoc::stack", "cannot start a thread for running hoc");
        let panicked = |_| Diagnostic::error("hoc::internal", "the evaluator failed: this is a fault of the program");
        std::thread::scope(|scope| {
            std::thread::Builder::new()
                .stack_size(STACK_BYTES)
                .spawn_scoped(scope, || work(self))
                .map_err(not_started)?
                .join()
                .map_err(panicked)
        })
    }

    /// Counts a step against the budget.
    pub(crate) fn step(&mut self, span: Span) -> Evaluated<()> {
        self.steps += 1;
        if self.steps > self.step_limit {
            return Err(HocError::StepBudget { steps: self.step_limit }.at(span).finally());
        }
        self.room_for("what the program made", 0, span)
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
            let (used, asked) = (self.output.len(), text.len());
            let error = HocError::OutOfMemory { what: "printed output", asked, used, limit: OUTPUT_LIMIT };
            return Err(error.at(span).finally());
        }
        self.output.extend(text.split(UNKNOWN_TEXT));
        Ok(())
    }

    /// The name of an object, `NULLobject` for none.
    pub(crate) fn object_name(&self, object: Option<ObjectId>) -> Arc<str> {
        object.map_or_else(|| Arc::from("NULLobject"), |object| Arc::from(self.objects.name(object)))
    }
}
