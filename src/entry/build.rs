//! Running a recipe: a fresh evaluator over the directory, statement by statement.

use std::sync::Arc;

use crate::cell::SectionId;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::hoc::parse::Ahead;
use crate::hoc::{Interpreter, ObjectId, Options};
use crate::mechanism::Catalog;
use crate::morphology::{Format, Readings};
use crate::nmodl::LoadedMod;
use crate::source::SourceMap;

use super::error::EntryError;
use super::recipe::Recipe;
use super::trees::trees;

/// What every try starts from.
#[derive(Debug, Clone)]
pub(super) struct Workshop {
    pub(super) sources: SourceMap,
    pub(super) catalog: Catalog,
    pub(super) mods: Arc<Vec<LoadedMod>>,
    pub(super) diagnostics: Diagnostics,
    pub(super) bounds: Options,
    pub(super) keep_going: bool,
    pub(super) every_section: bool,
    /// Tries read the same morphology files.
    pub(super) morphologies: Readings,
    /// The hoc files, as far as they were looked at.
    pub(super) parsed_ahead: Ahead,
}

/// What `--cell` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// An object.
    Object(ObjectId),
    /// A section of the cell.
    Section(SectionId),
}

impl Workshop {
    /// Runs a recipe from nothing. The evaluator is returned in any case: it holds the sources of the diagnostics.
    ///
    /// What `recipe.cell` names is returned.
    pub(super) fn run(&self, recipe: &Recipe) -> (Interpreter, Result<Option<Named>, Diagnostic>) {
        let mut interpreter = Interpreter::new(self.sources.clone(), self.catalog.clone(), self.bounds);
        interpreter.diagnostics.extend(self.diagnostics.clone());
        interpreter.mods = Arc::clone(&self.mods);
        interpreter.morphologies = self.morphologies.clone();
        interpreter.parsed_ahead = self.parsed_ahead.clone();
        let done = run_recipe(&mut interpreter, recipe, self.keep_going);
        (interpreter, done)
    }
}

fn run_recipe(interpreter: &mut Interpreter, recipe: &Recipe, keep_going: bool) -> Result<Option<Named>, Diagnostic> {
    let mut named = None;
    for statement in &recipe.before {
        interpreter.run_text("--before", statement)?;
    }
    for file in &recipe.load {
        let loaded = interpreter.load_file(file, None);
        let loaded = loaded.map_err(|error| if keep_going { error } else { say_what_stands(interpreter, error) });
        tolerated(interpreter, loaded, keep_going)?;
    }
    let mut unnamed = None;
    if let Some(cell) = &recipe.cell {
        match named_cell(interpreter, cell) {
            Ok(found) => named = Some(found),
            // It may be something that what runs last makes.
            Err(error) if is_call(cell) || recipe.run.is_empty() => return Err(error),
            Err(error) => unnamed = Some(error),
        }
    }
    if let Some(file) = &recipe.morphology {
        let reader = reader_of(interpreter, file);
        interpreter.run_text("--morphology", &import_statements(file, reader, recipe.cell.is_some()))?;
    }
    for statement in &recipe.run {
        let run = interpreter.run_text("--run", statement);
        let run = run.map_err(|error| {
            // An error of the statement itself is not the model's.
            if keep_going || error.labels.len() < 2 { error } else { say_what_stands(interpreter, error) }
        });
        tolerated(interpreter, run, keep_going)?;
    }
    if let (Some(error), Some(cell)) = (unnamed, &recipe.cell) {
        named = Some(named_cell(interpreter, cell).map_err(|_| error)?);
    }
    Ok(named)
}

/// Where a cell stands by the time of an error, how to take it.
fn say_what_stands(interpreter: &Interpreter, mut error: Diagnostic) -> Diagnostic {
    let stands = trees(interpreter).iter().any(|tree| tree.has_membrane && tree.sections.len() > 1);
    let kept = "a cell stands by then: `--keep-going` takes it as it is here".to_owned();
    error.notes.extend(stands.then_some(kept));
    error
}

/// An error that ends the hoc; with `--keep-going` it is told, and the sections that stand are taken.
fn tolerated(
    interpreter: &mut Interpreter,
    result: Result<(), Diagnostic>,
    keep_going: bool,
) -> Result<(), Diagnostic> {
    let Err(mut error) = result else { return Ok(()) };
    if !keep_going || interpreter.model.sections().next().is_none() || error.code == "hoc::memory" {
        return Err(error);
    }
    error.severity = Severity::Warning;
    error.notes.push("the program ends here: the cell is as it stands then".to_owned());
    interpreter.diagnostics.push(error);
    Ok(())
}

/// The section of that name, or the object; the object is `cell` for what runs later.
fn named_cell(interpreter: &mut Interpreter, cell: &str) -> Result<Named, Diagnostic> {
    let is_named = |&section: &SectionId| interpreter.model.name(section) == cell.trim();
    if let Some(section) = interpreter.model.sections().find(is_named) {
        return Ok(Named::Section(section));
    }
    let object = interpreter.evaluate_object("--cell", &as_expression(cell)).map_err(say_what_a_cell_is)?;
    let object = object.ok_or_else(|| EntryError::NullCell { cell: cell.to_owned() }.diagnostic())?;
    interpreter.define_object("cell", object);
    Ok(Named::Object(object))
}

/// Where the expression itself is wrong, not something that it calls.
fn say_what_a_cell_is(error: Diagnostic) -> Diagnostic {
    if error.labels.len() > 1 || error.help.is_some() {
        return error;
    }
    error.help(
        "a cell is `--cell 'Template(\"cell.asc\")'`, an object that exists then, or the root section of its tree",
    )
}

/// `T("x")` makes an object as `new T("x")` does; anything else names one that exists.
fn as_expression(cell: &str) -> String {
    if is_call(cell) { format!("new {cell}") } else { cell.to_owned() }
}

fn is_call(cell: &str) -> bool {
    let name = cell.split('(').next().unwrap_or_default().trim();
    let has_arguments = name.len() < cell.trim().len() && cell.trim().ends_with(')');
    has_arguments && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// The class that reads a morphology; one that cannot be opened is left for the class to report.
fn reader_of(interpreter: &mut Interpreter, file: &str) -> &'static str {
    let sources = &mut interpreter.sources;
    let text = sources.read(file.as_ref()).map(|id| Arc::clone(&sources.file(id).text));
    Format::of_file(file.as_ref(), text.as_deref().unwrap_or_default()).reader()
}

fn import_statements(file: &str, reader: &str, has_cell: bool) -> String {
    let target = if has_cell { "cell" } else { "nil" };
    let objects = "objref nil, neuron_reduce_reader, neuron_reduce_import";
    let name = file.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "{objects}\n\
         neuron_reduce_reader = new {reader}()\n\
         neuron_reduce_reader.input(\"{name}\")\n\
         neuron_reduce_import = new Import3d_GUI(neuron_reduce_reader, 0)\n\
         neuron_reduce_import.instantiate({target})\n"
    )
}
