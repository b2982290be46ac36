//! The whole way: a model directory in, the files of its reduced model out.

mod from_snapshot;
mod processes;
mod report;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::cell::{Cell, Processes};
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::emit::command::command;
use crate::emit::model::Model;
use crate::emit::mods::mod_files;
use crate::emit::names::identifier;
use crate::emit::processes::bulk;
use crate::emit::record::Record;
use crate::emit::write::with_manifest;
use crate::emit::{self, EmitError, OutputFile, hoc, python, readme, record};
use crate::entry::{self, Built, Failure, Recipe, Settings};
use crate::hoc::Unrun;
use crate::mechanism::Catalog;
use crate::mechanism::function_table::FunctionTables;
use crate::membrane::Library;
use crate::neuron_defaults;
use crate::nmodl::LoadedMod;
use crate::nmodl::ast::ItemKind;
use crate::quasi_active::QuasiActive;
use crate::reduce::classify::{Kind, classify};
use crate::reduce::processes::Carried;
use crate::reduce::quasi_active::{Channels, reduce_quasi_active};
use crate::reduce::{Equations, Membrane, Options, ReduceError, Reduction, leak, reduce, reduce_leaking};
use crate::rest::{Policy, Rest, RestError, rest, stability};
use crate::source::SourceMap;
use crate::stages::Stages;
use crate::synapses;
use processes::{carry_processes, synapse_table, trim_weights, what_is_left_out};

/// A cell, resolved, with what was learnt on the way.
#[derive(Debug)]
pub struct Detailed {
    /// The model directory's own name.
    pub origin: String,
    /// The template that makes the cell; the directory's name where there is none.
    pub name: String,
    /// The cell.
    pub cell: Cell,
    /// What is known of its mechanisms.
    pub catalog: Catalog,
    /// How it was made.
    pub recipe: Recipe,
    /// The mod files that were read.
    pub mods: Arc<Vec<LoadedMod>>,
    /// Names of the point processes and artificial cells that the hoc made.
    pub point_processes: BTreeSet<String>,
    /// What sits on the cell and sends events to it.
    pub processes: Processes,
    /// How long a run lasts, where the hoc says so, ms.
    pub tstop_ms: Option<f64>,
    /// What a program would go on with after a simulation that was skipped.
    pub not_run: Vec<Unrun>,
    /// The files that were read.
    pub sources: SourceMap,
    /// What there is to say.
    pub diagnostics: Diagnostics,
    /// Who is told what is going on.
    pub stages: Stages,
}

/// A reduced model.
#[derive(Debug)]
pub struct Converted {
    /// The cell before.
    pub detailed: Detailed,
    /// The cell after, and the map.
    pub reduction: Reduction,
    /// What sits on the cell before, on the cell after.
    pub carried: Carried,
    /// The equations and the operating point of the cell before; none where its channels were left out.
    pub operating: Option<(Library, Rest)>,
    /// What was done: `reduction.json`.
    pub record: Value,
    /// Every file of the output directory.
    pub files: Vec<OutputFile>,
}

/// The code of what is said where `--max-error` is exceeded.
const MISSED_BOUND: &str = "reduce::max-error";

impl Converted {
    /// What is said where the reduction misses the bound of its options.
    #[must_use]
    pub fn missed_bound(&self) -> Option<&Diagnostic> {
        self.detailed.diagnostics.iter().find(|diagnostic| diagnostic.code == MISSED_BOUND)
    }
}

impl Detailed {
    /// The equations of the cell's mechanisms.
    pub(crate) fn equations(&mut self) -> Library {
        let library = Library::of(self.mods.iter(), &self.recipe.linearization, &mut self.sources);
        library.filled(&self.cell.function_tables)
    }

    /// The equations of the cell's mechanisms, and its operating point.
    ///
    /// # Errors
    /// As [`rest`].
    pub fn rest(&mut self, policy: Policy, treat_passive: &[String]) -> Result<(Library, Rest), RestError> {
        self.stages.begin("finding its rest");
        self.diagnostics.extend(treat_passive.iter().filter_map(|name| nothing_to_leave_out(&self.cell, name)));
        let library = self.equations().without(treat_passive);
        let found = rest(&self.cell, &library, &self.catalog, policy)?;
        if found.settled_ms.is_some() {
            self.diagnostics.extend(stability(&QuasiActive::of(&self.cell, &found)?));
        }
        Ok((library, found))
    }

    fn reduce(&mut self, options: &Options) -> Result<(Reduction, Option<(Library, Rest)>), ReduceError> {
        if options.membrane == Membrane::Passive {
            self.stages.begin("reducing it");
        }
        match options.membrane {
            Membrane::Passive if leak::is_everywhere(&self.cell) => {
                Ok((reduce(&self.cell, options, &mut self.diagnostics)?, None))
            }
            Membrane::Passive => {
                let library = self.equations();
                let equations = Equations { library: &library, catalog: &self.catalog };
                Ok((reduce_leaking(&self.cell, Some(equations), options, &mut self.diagnostics)?, None))
            }
            Membrane::QuasiActive => {
                let (library, rest) = self.rest(options.rest, &options.treat_passive)?;
                self.stages.begin("reducing it");
                let channels = Channels { rest: &rest, library: &library, catalog: &self.catalog };
                let reduction = reduce_quasi_active(&self.cell, &channels, options, &mut self.diagnostics)?;
                Ok((reduction, Some((library, rest))))
            }
        }
    }
}

/// What is said of a mechanism that is to be left out and is not in the cell.
fn nothing_to_leave_out(cell: &Cell, name: &str) -> Option<Diagnostic> {
    let inserted = || cell.sections.iter().flat_map(|section| section.mechanisms.keys().map(String::as_str));
    if inserted().any(|mechanism| mechanism == name) {
        return None;
    }
    let message = format!("`--treat-passive {name}`: the cell has no mechanism of that name");
    Some(Diagnostic::warning("rest::treat-passive", message).help_if(did_you_mean(name, inserted())))
}

/// Reads a model directory and resolves its cell.
///
/// # Errors
/// As [`entry::build`]; a cell with geometry that no cable has.
pub fn detailed_cell(model_dir: &Path, settings: &Settings) -> Result<Detailed, Failure> {
    if let Some(snapshot) = &settings.snapshot {
        return from_snapshot::detailed_cell(snapshot, settings);
    }
    let Built { mut interpreter, tree, recipe, mods } = entry::build(model_dir, settings)?;
    let celsius = ("celsius", "--celsius", settings.celsius, neuron_defaults::CELSIUS);
    let v_init = ("v_init", "--v-init", settings.v_init_mv, neuron_defaults::V_INIT_MV);
    let [celsius, v_init_mv] = [celsius, v_init].map(|(name, option, told, default)| {
        let from_hoc = interpreter.number(name).filter(|_| interpreter.was_set(name));
        let (value, diagnostic) = choose_value(name, option, from_hoc, told, default);
        interpreter.diagnostics.extend(diagnostic);
        value
    });
    interpreter.model.set_celsius(celsius);
    let lists = entry::section_lists(&interpreter, &tree);
    let catalog = interpreter.model.catalog().clone();
    let point_processes =
        interpreter.point_processes().map(|process| catalog.mechanism(process.mechanism).name.clone()).collect();
    interpreter.model.function_tables = interpreter.function_tables();
    let mut cell = match interpreter.model.resolve(&tree.sections, &point_processes, v_init_mv) {
        Ok(cell) => cell,
        Err(error) => {
            interpreter.diagnostics.push(Diagnostic::error("cell::geometry", error.to_string()));
            return Err(Failure { diagnostics: interpreter.diagnostics, sources: interpreter.sources });
        }
    };
    entry::put_into_lists(&mut cell, &tree, lists);
    if settings.every_section {
        for (section, id) in cell.sections.iter_mut().zip(interpreter.model.sections()) {
            interpreter.model.name(id).clone_into(&mut section.name);
        }
    }
    let mut processes = interpreter.processes_as_played(&tree.sections);
    trim_weights(&mut processes, &mods);
    let tstop_ms = interpreter.number("tstop").filter(|_| interpreter.was_set("tstop"));
    let origin = directory_name(interpreter.sources.root());
    Ok(Detailed {
        name: tree.owner_name.split('[').next().filter(|name| !name.is_empty()).unwrap_or(&origin).to_owned(),
        origin,
        cell,
        catalog,
        recipe,
        mods,
        point_processes,
        processes,
        tstop_ms,
        diagnostics: interpreter.diagnostics,
        not_run: interpreter.not_run,
        sources: interpreter.sources,
        stages: settings.stages.clone(),
    })
}

/// Reads a model directory, reduces its cell, and makes the files of the reduced model.
///
/// # Errors
/// As [`detailed_cell`] and [`reduce`].
pub fn convert(model_dir: &Path, settings: &Settings, options: &Options) -> Result<Converted, Failure> {
    std::thread::spawn(emit::prepare);
    let mut detailed = detailed_cell(model_dir, settings)?;
    let mut options = options.clone();
    options.defaults = defaults(&detailed.catalog);
    options.membrane = from_snapshot::possible_membrane(&mut detailed, options.membrane);
    let (reduction, operating) = match detailed.reduce(&options) {
        Ok(reduced) => reduced,
        Err(error) => return Err(failed(detailed, error.diagnostic())),
    };
    if detailed.diagnostics.has_fatal() {
        return Err(Failure { diagnostics: detailed.diagnostics, sources: detailed.sources });
    }
    detailed.diagnostics.extend(check_bound(&reduction, &options));
    let unfilled = |found| warn_of_tables(found, &reduction.cell.function_tables);
    let unfilled: Vec<_> = needed_mods(&detailed, &reduction).into_iter().filter_map(unfilled).collect();
    detailed.diagnostics.extend(unfilled);
    settings.stages.begin("moving point processes");
    let carried = carry_processes(&detailed, &reduction);
    detailed.diagnostics.extend(what_is_left_out(&carried));
    let table = match synapse_table(&mut detailed, &reduction, settings) {
        Ok(table) => table,
        Err(found) => {
            detailed.diagnostics.extend(found);
            return Err(Failure { diagnostics: detailed.diagnostics, sources: detailed.sources });
        }
    };
    settings.stages.begin("writing files");
    match files(&detailed, &reduction, &carried, table, settings, &options) {
        Ok((files, record)) => Ok(Converted { detailed, reduction, carried, operating, record, files }),
        Err(diagnostic) => Err(failed(detailed, diagnostic)),
    }
}

/// Compares the certificate with `--max-error`.
fn check_bound(reduction: &Reduction, options: &Options) -> Option<Diagnostic> {
    let bound = options.max_error_percent?;
    let Some(certificate) = &reduction.certificate else {
        let message = "`--max-error` is for `--membrane quasi-active`: it is ignored";
        return Some(Diagnostic::warning("reduce::ignored-option", message));
    };
    let percent = 100.0 * certificate.greatest_error();
    let message = format!("the soma's input impedance is off by up to {percent:.2} %, more than `--max-error {bound}`");
    let missed = Diagnostic::warning(MISSED_BOUND, message)
        .with_note("the reduced model is written all the same")
        .help("keep more of the cell: `--cut-distance UM`, `--cut SECTION`, `--keep SECTION`");
    (percent > bound).then_some(missed)
}

/// What is said of a mechanism with tables that hoc has to fill, and did not.
fn warn_of_tables(found: &LoadedMod, filled: &FunctionTables) -> Option<Diagnostic> {
    let mechanism = found.mechanism.as_str();
    let is_filled = |name: &String| filled.get(mechanism).is_some_and(|tables| tables.contains_key(name));
    let tables = found.tree.items.iter().filter_map(|item| {
        let ItemKind::FunctionTable(table) = &item.kind else { return None };
        Some(format!("{}_{mechanism}", table.name.text))
    });
    let calls: Vec<_> = tables.filter(|name| !is_filled(name)).map(|name| format!("`table_{name}`")).collect();
    let message = format!("mechanism `{mechanism}` has tables that hoc fills: the reduced model does not fill them");
    let warning = Diagnostic::warning("emit::table", message);
    (!calls.is_empty()).then(|| warning.help(format!("call {} as the original does, before a run", calls.join(", "))))
}

fn failed(detailed: Detailed, diagnostic: Diagnostic) -> Failure {
    let Detailed { mut diagnostics, sources, .. } = detailed;
    diagnostics.push(diagnostic);
    Failure { diagnostics, sources }
}

/// The value of the hoc, else of the option, else NEURON's own, and what is to be said about it.
fn choose_value(
    name: &str,
    option: &str,
    from_hoc: Option<f64>,
    told: Option<f64>,
    default: f64,
) -> (f64, Option<Diagnostic>) {
    match (from_hoc, told) {
        (Some(value), Some(told)) if value != told => {
            let ignored = Diagnostic::warning(
                "entry::ignored-option",
                format!("the hoc sets `{name} = {value}`: `{option} {told}` is ignored"),
            );
            (value, Some(ignored.help(format!("to change it anyway, add `--run '{name} = {told}'`"))))
        }
        (Some(value), _) | (None, Some(value)) => (value, None),
        (None, None) => {
            let assumed = Diagnostic::warning(
                "entry::assumed",
                format!("the hoc does not set `{name}`: {default} is assumed, as in NEURON"),
            );
            (default, Some(assumed.help(format!("state it: `{option} {default}`"))))
        }
    }
}

fn defaults(catalog: &Catalog) -> indexmap::IndexMap<String, f64> {
    let variables = catalog.mechanisms().flat_map(|(_, mechanism)| mechanism.parameters());
    let known = variables.filter(|variable| variable.default.is_finite());
    known.map(|variable| (variable.name.clone(), variable.default)).collect()
}

fn directory_name(root: &Path) -> String {
    root.file_name().map_or_else(|| "model".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn files(
    detailed: &Detailed,
    reduction: &Reduction,
    carried: &Carried,
    table: Option<String>,
    settings: &Settings,
    options: &Options,
) -> Result<(Vec<OutputFile>, Value), Diagnostic> {
    let needed = needed_mods(detailed, reduction);
    let mut files = mod_files(&needed, &detailed.sources)?;
    let mods: Vec<_> =
        files.iter().filter_map(|file| Some(file.path.file_name()?.to_string_lossy().into_owned())).collect();
    let model = Model {
        template_name: identifier(&format!("{}_reduced", detailed.name)),
        origin: detailed.origin.clone(),
        cell: &reduction.cell,
        original: &detailed.cell,
        kept: &reduction.kept,
        map: &reduction.map,
        catalog: &detailed.catalog,
        kinds: kinds(&detailed.cell, reduction, options),
        compiled: needed.iter().map(|found| found.mechanism.clone()).collect(),
        processes: &carried.processes,
        tstop_ms: detailed.tstop_ms,
    };
    let command = command(&detailed.origin, &detailed.recipe, settings, options);
    let record = Record {
        origin: &detailed.origin,
        recipe: &detailed.recipe,
        command: &command,
        settings,
        options,
        original: &detailed.cell,
        reduction,
        kinds: &model.kinds,
        mods: &mods,
        processes: &detailed.processes,
        carried,
        tstop_ms: detailed.tstop_ms,
    };
    let texts = || -> Result<[(&'static str, String); 4], EmitError> {
        Ok([
            ("cell.hoc", hoc::cell_hoc(&model)?),
            ("init.hoc", hoc::init_hoc(&model)?),
            ("model.py", python::model_py(&model)?),
            ("README.md", readme::readme(&model, &record, &detailed.diagnostics)?),
        ])
    };
    let texts = texts().map_err(|error| Diagnostic::error("emit::template", error.to_string()))?;
    files.extend(texts.into_iter().map(|(path, text)| OutputFile::text(path, text)));
    let written = record.to_json();
    files.push(OutputFile::text("reduction.json", written.to_string() + "\n"));
    files.push(OutputFile::text("segment_map.csv", record::segment_map_csv(&detailed.cell, reduction)));
    let numbers = bulk::numbers(&carried.processes);
    files.extend(numbers.map(|text| OutputFile::text(bulk::FILE, text)));
    files.extend(table.map(|text| OutputFile::text(synapses::FILE, text)));
    Ok((with_manifest(files), written))
}

/// What each section of the reduced cell is: what stays is what it was.
fn kinds(original: &Cell, reduction: &Reduction, options: &Options) -> Vec<Kind> {
    // The reduction has classified the cell by the same options: they name its sections.
    let before = classify(original, options).unwrap_or_default();
    let kept = reduction.kept.iter().filter_map(|&section| before.get(section).copied());
    kept.chain(reduction.subtrees.iter().map(|reduced| reduced.subtree.kind)).collect()
}

/// The mod files of the reduced cell's mechanisms and of the point processes that the hoc made. An ion may have outlived
/// the mechanisms that brought it: then one that declares it is needed.
fn needed_mods<'a>(detailed: &'a Detailed, reduction: &Reduction) -> Vec<&'a LoadedMod> {
    let inserted: BTreeSet<&str> =
        reduction.cell.sections.iter().flat_map(|section| section.mechanisms.keys()).map(String::as_str).collect();
    let is_needed = |name: &str| inserted.contains(name) || detailed.point_processes.contains(name);
    let mut needed: Vec<_> = detailed.mods.iter().filter(|found| is_needed(&found.mechanism)).collect();
    for ion in inserted.iter().filter_map(|name| name.strip_suffix("_ion")).filter(|ion| !OWN_IONS.contains(ion)) {
        let uses = |found: &&LoadedMod| {
            let mechanism = detailed.catalog.find(&found.mechanism).map(|id| detailed.catalog.mechanism(id));
            mechanism.is_some_and(|mechanism| mechanism.ions.iter().any(|used| used.ion == ion))
        };
        if !needed.iter().any(uses) {
            needed.extend(detailed.mods.iter().find(uses));
        }
    }
    needed
}

/// The ions of NEURON's own channels.
const OWN_IONS: [&str; 2] = ["na", "k"];
