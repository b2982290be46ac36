//! The way into a model directory: which files to load, which object is the cell, and the cell built from it.
//!
//! A [`Recipe`] says how a cell is made. What the user does not tell is found by looking at the files ([`scan`]) and
//! trying what they suggest (`discover`); when more than one thing is possible, the message lists them as options to copy.

mod alone;
mod attempt;
mod build;
mod candidates;
mod discover;
mod error;
pub mod recipe;
pub mod scan;
pub mod survey;
mod trees;

use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hoc::{self, Interpreter};
use crate::morphology::{Format, Readings};
use crate::nmodl::{LoadedMod, load_catalog, mod_folders};
use crate::source::{FileId, SourceMap, nearest_path};
use crate::stages::Stages;
use candidates::MORPHOLOGY_EXTENSIONS;
pub use recipe::Recipe;
use scan::Texts;
pub use trees::Tree;
pub(crate) use trees::{put_into_lists, section_lists};

/// What the user told.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How the cell is made, as far as it is told.
    pub recipe: Recipe,
    /// The folder of the mod files, relative to the model directory; none for every folder.
    pub mods: Option<PathBuf>,
    /// Temperature where the hoc does not set it, degrees Celsius.
    pub celsius: Option<f64>,
    /// Initial voltage where the hoc does not set it, mV.
    pub v_init_mv: Option<f64>,
    /// How many hoc statements may run.
    pub max_steps: u64,
    /// What the hoc's sections, objects and the like may take together, bytes.
    pub max_memory_bytes: usize,
    /// Take the cell as it stands where the hoc ends with an error.
    pub keep_going: bool,
    /// Take every section that exists instead of one cell's.
    pub every_section: bool,
    /// A table of synapses to be moved to the reduced cell.
    pub synapses: Option<PathBuf>,
    /// A file with the cell itself ([`crate::cell::snapshot`]), instead of a model directory.
    pub snapshot: Option<PathBuf>,
    /// Who is told what is going on.
    pub stages: Stages,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            recipe: Recipe::default(),
            mods: None,
            celsius: None,
            v_init_mv: None,
            max_steps: hoc::Options::default().max_steps,
            max_memory_bytes: hoc::Options::default().max_memory_bytes,
            keep_going: false,
            every_section: false,
            synapses: None,
            snapshot: None,
            stages: Stages::default(),
        }
    }
}

/// A model directory, evaluated.
#[derive(Debug)]
pub struct Built {
    /// The evaluator with everything that exists.
    pub interpreter: Interpreter,
    /// The connected sections that are the cell.
    pub tree: Tree,
    /// How it was made.
    pub recipe: Recipe,
    /// The mod files that were read, and those of channels that hoc defined.
    pub mods: Arc<Vec<LoadedMod>>,
}

/// No cell: what was found instead.
#[derive(Debug, Default)]
pub struct Failure {
    /// Why.
    pub diagnostics: Diagnostics,
    /// The files that the diagnostics point into.
    pub sources: SourceMap,
}

impl Failure {
    pub(crate) fn new(diagnostic: Diagnostic, sources: SourceMap) -> Self {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(diagnostic);
        Self { diagnostics, sources }
    }
}

/// Reads a model directory and builds its cell.
///
/// # Errors
/// When the directory cannot be read, its mod or hoc files have errors, or no single cell is found.
pub fn build(model_dir: &Path, settings: &Settings) -> Result<Built, Failure> {
    settings.stages.begin("reading mod files");
    let mut sources = SourceMap::open(model_dir)
        .map_err(|error| Failure::new(no_directory(model_dir, &error), SourceMap::default()))?;
    let filed = match Recipe::from_directory(&mut sources) {
        Ok(filed) => filed.unwrap_or_default(),
        Err(diagnostic) => return Err(Failure::new(diagnostic, sources)),
    };
    // What the command line names may lie anywhere; what a file of the model names may not.
    for named in settings.recipe.load.iter().chain(&settings.recipe.morphology) {
        sources.allow(&sources.root().join(named));
    }
    let recipe = settings.recipe.clone().or(filed);
    let mut diagnostics = Diagnostics::default();
    let paths = match mod_paths(&sources, settings.mods.as_deref()) {
        Ok(paths) => paths,
        Err(diagnostic) => return Err(Failure::new(diagnostic, sources)),
    };
    let morphologies = Readings::default();
    std::thread::scope(|scope| {
        if let Some((format, file)) = only_morphology(&mut sources) {
            let (morphologies, sources) = (morphologies.clone(), sources.clone());
            scope.spawn(move || morphologies.read(format, file, &sources));
        }
        let scanning = recipe.load.is_empty().then(|| {
            let (texts, sources) = (Texts::read(&mut sources), sources.clone());
            scope.spawn(move || texts.scan(&sources))
        });
        let (catalog, mods) = load_catalog(&mut sources, &paths, &mut diagnostics);
        if diagnostics.has_fatal() {
            diagnostics.extend(folder_to_choose(&sources, settings.mods.as_deref(), &diagnostics));
            return Err(Failure { diagnostics, sources });
        }
        let scanned = scanning.map(|scanning| scanning.join().unwrap_or_else(|fault| resume_unwind(fault)));
        let (files, parsed_ahead) = scanned.unwrap_or_default();
        let Settings { max_steps, max_memory_bytes, keep_going, every_section, .. } = *settings;
        let workshop = build::Workshop {
            sources,
            catalog,
            mods: Arc::new(mods),
            diagnostics,
            bounds: hoc::Options { max_steps, max_memory_bytes },
            keep_going,
            every_section,
            morphologies,
            parsed_ahead,
        };
        settings.stages.begin("building the cell");
        let attempt::Found { mut interpreter, tree, recipe } = discover::find_cell(workshop, &files, recipe)?;
        let mods = interpreter.mods_with_channels();
        Ok(Built { interpreter, tree, recipe, mods })
    })
}

/// What is said of a model directory that cannot be read.
fn no_directory(model_dir: &Path, error: &std::io::Error) -> Diagnostic {
    let message = format!("the model directory `{}` cannot be read: {error}", model_dir.display());
    let found = Diagnostic::error("entry::directory", message);
    match model_dir.file_name() {
        Some(name) if model_dir.is_file() => {
            let name = recipe::shell_quoted(&name.to_string_lossy());
            found.help(format!("name the folder that the file lies in, and a hoc file with `--load {name}`"))
        }
        _ => found.help_if(nearest_path(model_dir)),
    }
}

/// The directory's morphology, where it has just one: that one will be asked for, so it is read while the rest is.
fn only_morphology(sources: &mut SourceMap) -> Option<(Format, FileId)> {
    let found = sources.find(MORPHOLOGY_EXTENSIONS);
    let [only] = found.as_slice() else { return None };
    let file = sources.read(only).ok()?;
    Some((Format::of_file(only, &sources.file(file).text), file))
}

/// Folders that declare the same mechanisms differently, as options to copy; none where one was chosen.
fn folder_to_choose(sources: &SourceMap, named: Option<&Path>, found: &Diagnostics) -> Option<Diagnostic> {
    let folders = mod_folders(sources);
    let is_twice = found.iter().any(|diagnostic| diagnostic.code == "nmodl::mechanism-twice");
    if named.is_some() || folders.len() < 2 || !is_twice {
        return None;
    }
    let option = |folder: &Path| {
        if folder.as_os_str().is_empty() { ".".to_owned() } else { recipe::shell_quoted(&folder.to_string_lossy()) }
    };
    let lines = folders.keys().map(|folder| format!("--mods {}", option(folder)));
    let lines: Vec<_> = std::iter::once("add one of these lines to the command".to_owned()).chain(lines).collect();
    let message = format!("mod files lie in {} folders: choose the one that NEURON compiles", folders.len());
    Some(Diagnostic::error("entry::mods", message).help(lines.join("\n")))
}

/// The mod files of the named folder; without a name those of every folder.
pub(crate) fn mod_paths(sources: &SourceMap, named: Option<&Path>) -> Result<Vec<PathBuf>, Diagnostic> {
    let mut folders = mod_folders(sources);
    let Some(named) = named else { return Ok(folders.into_values().flatten().collect()) };
    let wanted: PathBuf = named.components().filter(|part| *part != std::path::Component::CurDir).collect();
    folders.remove(&wanted).ok_or_else(|| {
        let message = format!("the model directory has no mod files in `{}`", named.display());
        let known: Vec<_> = folders.keys().map(|folder| format!("`{}`", folder.display())).collect();
        Diagnostic::error("entry::mods", message).help(format!("folders with mod files: {}", known.join(", ")))
    })
}
