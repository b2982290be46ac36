//! A cell that another program has written, in a model directory's place.
//!
//! Its mod files may be there or not. What NEURON knows of a mechanism without its mod file is what the snapshot shows of
//! it: its parameters, and their defaults where they are told. That is enough for the passive method, not for the other.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Detailed;
use crate::cell::Cell;
use crate::cell::snapshot::{Defaults, Snapshot, read_with_all};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::entry::{Failure, Recipe, Settings};
use crate::mechanism::ion::ion_style_of;
use crate::mechanism::{Catalog, GlobalVariable, MechanismKind, MechanismType, RangeVariable, VariableKind};
use crate::nmodl::{load_catalog, mod_folders};
use crate::reduce::Membrane;
use crate::source::SourceMap;

/// Reads the cell, and the mod files of `settings.mods` where a folder is named.
pub(super) fn detailed_cell(path: &Path, settings: &Settings) -> Result<Detailed, Failure> {
    settings.stages.begin("reading the cell");
    let mut sources = open(path, settings)?;
    let Snapshot { name, defaults, mut cell, processes } = match read(path, &mut sources) {
        Ok(snapshot) => snapshot,
        Err(diagnostic) => return Err(Failure::new(diagnostic, sources)),
    };
    let mut diagnostics = Diagnostics::default();
    let paths = match settings.mods.as_ref().map(|_| own_mod_paths(&sources)) {
        None => vec![],
        Some(Ok(paths)) => paths,
        Some(Err(diagnostic)) => return Err(Failure::new(diagnostic, sources)),
    };
    let (mut catalog, mods) = load_catalog(&mut sources, &paths, &mut diagnostics);
    if diagnostics.has_fatal() {
        return Err(Failure { diagnostics, sources });
    }
    declare(&mut catalog, &cell, &defaults);
    complete_ion_styles(&mut cell, &catalog);
    cell.celsius = settings.celsius.unwrap_or(cell.celsius);
    cell.v_init_mv = settings.v_init_mv.unwrap_or(cell.v_init_mv);
    let stem = || path.file_stem().map_or_else(|| "model".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let name = name.unwrap_or_else(stem);
    Ok(Detailed {
        origin: name.clone(),
        name,
        cell,
        catalog,
        recipe: Recipe::default(),
        mods: Arc::new(mods),
        point_processes: [].into(),
        processes,
        tstop_ms: None,
        not_run: vec![],
        sources,
        diagnostics,
        stages: settings.stages.clone(),
    })
}

/// The mod files of the folder that is read from; where it has none itself, those of the folders in it.
fn own_mod_paths(sources: &SourceMap) -> Result<Vec<PathBuf>, Diagnostic> {
    let mut folders = mod_folders(sources);
    if folders.is_empty() {
        let message = format!("the folder `{}` has no mod files", sources.root().display());
        return Err(Diagnostic::error("entry::mods", message));
    }
    Ok(folders.remove(Path::new("")).unwrap_or_else(|| folders.into_values().flatten().collect()))
}

/// The membrane that can be measured: with the channels only where their equations are there.
pub(super) fn possible_membrane(detailed: &mut Detailed, wanted: Membrane) -> Membrane {
    let unknown = without_equations(detailed);
    if unknown.is_empty() {
        return wanted;
    }
    let message = format!("no mod files of {}", unknown.join(", "));
    let message = match wanted {
        Membrane::Passive => format!("{message}: the reduced model has to find them compiled"),
        Membrane::QuasiActive => format!("{message}: the cell is measured with its passive membrane"),
    };
    let help = "name the folder of the mod files: `--mods FOLDER`";
    detailed.diagnostics.push(Diagnostic::warning("snapshot::mods", message).help(help));
    Membrane::Passive
}

/// Mechanisms of the cell of which there is no mod file: only the snapshot knows them, or hoc defined them.
fn without_equations(detailed: &Detailed) -> Vec<String> {
    let own = Catalog::with_builtins();
    let is_made = |name: &str| detailed.mods.iter().any(|made| made.mechanism == name);
    let is_there = |name: &str| detailed.cell.sections.iter().any(|section| section.mechanisms.contains_key(name));
    let is_known = |mechanism: &MechanismType| {
        let name = mechanism.name.as_str();
        mechanism.declared.is_some()
            || mechanism.kind == MechanismKind::Ion
            || own.find(name).is_some()
            || is_made(name)
    };
    let mechanisms = detailed.catalog.mechanisms().map(|(_, mechanism)| mechanism);
    let unknown = mechanisms.filter(|mechanism| !is_known(mechanism) && is_there(&mechanism.name));
    unknown.map(|mechanism| format!("`{}`", mechanism.name)).collect()
}

/// The folder of the mod files is what is read from, or that of the file.
fn open(path: &Path, settings: &Settings) -> Result<SourceMap, Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = settings.mods.as_deref().unwrap_or(folder);
    let mut sources = SourceMap::open(folder).map_err(|error| {
        let message = format!("the folder `{}` cannot be read: {error}", folder.display());
        Failure::new(Diagnostic::error("snapshot::read", message), SourceMap::default())
    })?;
    sources.allow(path);
    Ok(sources)
}

fn read(path: &Path, sources: &mut SourceMap) -> Result<Snapshot, Diagnostic> {
    let text = |path: &Path, sources: &mut SourceMap| -> io::Result<Arc<str>> {
        let file = sources.read(&path.canonicalize()?)?;
        Ok(Arc::clone(&sources.file(file).text))
    };
    let text = text(path, sources).map_err(|error| {
        Diagnostic::error("snapshot::read", format!("the snapshot `{}` cannot be read: {error}", path.display()))
    })?;
    read_with_all(&text).map_err(|error| error.diagnostic())
}

/// Declares what the cell has and no mod file declares.
fn declare(catalog: &mut Catalog, cell: &Cell, defaults: &Defaults) {
    let mut unknown: BTreeMap<&str, Vec<RangeVariable>> = BTreeMap::new();
    for (mechanism, values) in cell.sections.iter().flat_map(|section| &section.mechanisms) {
        if let Some(ion) = mechanism.strip_suffix("_ion") {
            catalog.add_ion(ion, None);
        } else if catalog.find(mechanism).is_none() {
            let told = defaults.get(mechanism);
            unknown.entry(mechanism).or_insert_with(|| {
                let default = |name: &String| told.and_then(|told| told.get(name)).copied().unwrap_or(f64::NAN);
                values.keys().map(|name| parameter(name, default(name))).collect()
            });
        }
    }
    for (mechanism, variables) in unknown {
        let globals = cell.globals.get(mechanism).into_iter().flatten();
        catalog.add(density(mechanism, variables, globals.map(|(name, _)| global(name)).collect()));
    }
}

/// An ion whose style is not told has that which its mechanisms give it.
fn complete_ion_styles(cell: &mut Cell, catalog: &Catalog) {
    for section in &mut cell.sections {
        let inserted = section.mechanisms.keys().filter_map(|name| catalog.find(name));
        let densities = inserted.map(|id| catalog.mechanism(id)).filter(|known| known.kind == MechanismKind::Density);
        let uses: Vec<_> = densities.flat_map(|known| &known.ions).collect();
        for name in section.mechanisms.keys() {
            let Some(ion) = name.strip_suffix("_ion").filter(|_| !section.ion_style.contains_key(name)) else {
                continue;
            };
            let style = ion_style_of(uses.iter().copied().filter(|used| used.ion == ion)).number();
            section.ion_style.insert(name.clone(), style.cast_signed());
        }
    }
}

fn density(name: &str, variables: Vec<RangeVariable>, globals: Vec<GlobalVariable>) -> MechanismType {
    MechanismType {
        name: name.to_owned(),
        kind: MechanismKind::Density,
        variables,
        globals,
        ions: vec![],
        functions: vec![],
        pointers: vec![],
        declared: None,
    }
}

/// A parameter; what its default is nobody knows where it is no number.
fn parameter(name: &str, default: f64) -> RangeVariable {
    RangeVariable { name: name.to_owned(), kind: VariableKind::Parameter, default, length: 1, unit: String::new() }
}

/// A variable that all instances share: it is set in any case.
fn global(name: &str) -> GlobalVariable {
    GlobalVariable { name: name.to_owned(), default: f64::NAN, length: 1, is_computed: false }
}
