//! From a path to the sites that are looked at: a mod file, a folder of them, or a model directory.

use std::path::{Path, PathBuf};

use super::declaration::{Declaration, declaration};
use super::setting::{Setting, apply};
use super::site::{Site, default_spots, site, spot};
use crate::convert::{Detailed, detailed_cell};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::entry::{Failure, Recipe, Settings};
use crate::mechanism::MechanismKind;
use crate::membrane::program::Role;
use crate::membrane::segment::{OperatingPoint, Segment};
use crate::membrane::{Library, Program};
use crate::neuron_defaults;
use crate::nmodl::{LoadedMod, load_catalog};
use crate::source::{SourceMap, nearest_path};

/// What a parameter that makes all currents zero is taken to be, in its own unit.
const SHOWN_DENSITY: f64 = 1e-3;

/// What there is to look at.
#[derive(Debug, Default)]
pub struct Subjects {
    /// The places.
    pub subjects: Vec<Subject>,
    /// Temperature, degrees Celsius.
    pub celsius: f64,
    /// The voltage where none is asked for, mV.
    pub v_init_mv: f64,
    /// The files that were read.
    pub sources: SourceMap,
    /// What there is to say.
    pub diagnostics: Diagnostics,
}

/// A place, and what its mechanism says of itself.
#[derive(Debug)]
pub struct Subject {
    /// The place; none where there is no membrane to look at.
    pub site: Option<Site>,
    /// Of a mechanism on its own.
    pub declaration: Option<Declaration>,
    /// A parameter that makes all currents zero by default, and what it is taken to be.
    pub assumed: Option<(String, f64)>,
}

/// Reads the path.
///
/// # Errors
/// Files that cannot be read; as [`detailed_cell`]; a place or a name that does not exist.
pub fn load(path: &Path, settings: &Settings, at: &[String], values: &[Setting]) -> Result<Subjects, Failure> {
    let mut loaded =
        if is_model(path, settings) { load_cell(path, settings, at)? } else { load_mods(path, settings, at)? };
    let mut sites: Vec<Site> = loaded.subjects.iter().filter_map(|subject| subject.site.clone()).collect();
    if let Err(error) = apply(values, &mut sites) {
        loaded.diagnostics.push(error.diagnostic());
        return Err(Failure { diagnostics: loaded.diagnostics, sources: loaded.sources });
    }
    let mut sites = sites.into_iter();
    for subject in loaded.subjects.iter_mut().filter(|subject| subject.site.is_some()) {
        subject.site = sites.next();
        if let Some(site) = subject.site.as_mut().filter(|site| !site.is_segment()) {
            subject.assumed = open(site, values, loaded.v_init_mv);
        }
    }
    Ok(loaded)
}

/// A directory with hoc files, or one that is told how its cell is found.
fn is_model(path: &Path, settings: &Settings) -> bool {
    let is_told = settings.recipe != Settings::default().recipe;
    settings.snapshot.is_some()
        || path.is_dir() && (is_told || SourceMap::open(path).is_ok_and(|sources| !sources.find(&["hoc"]).is_empty()))
}

fn load_cell(path: &Path, settings: &Settings, at: &[String]) -> Result<Subjects, Failure> {
    let Detailed { cell, catalog, mods, recipe, mut sources, mut diagnostics, .. } = detailed_cell(path, settings)?;
    let library = Library::of(mods.iter(), &recipe.linearization, &mut sources).filled(&cell.function_tables);
    let mut spots = vec![];
    for place in at {
        match spot(&cell, place) {
            Ok(spot) => spots.push(spot),
            Err(error) => diagnostics.push(error.diagnostic()),
        }
    }
    if at.is_empty() {
        spots = default_spots(&cell);
    }
    let mut subjects = vec![];
    for spot in spots {
        match site(&cell, spot, &library, &catalog) {
            Ok(site) => subjects.push(Subject { site: Some(site), declaration: None, assumed: None }),
            Err(error) => diagnostics.push(Diagnostic::unsupported("inspect::site", error.to_string())),
        }
    }
    if diagnostics.has_fatal() {
        return Err(Failure { diagnostics, sources });
    }
    Ok(Subjects { subjects, celsius: cell.celsius, v_init_mv: cell.v_init_mv, sources, diagnostics })
}

fn load_mods(path: &Path, settings: &Settings, at: &[String]) -> Result<Subjects, Failure> {
    let mut diagnostics = Diagnostics::default();
    let opened = open_mods(path);
    let (mut sources, paths) = match opened {
        Ok(opened) => opened,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return Err(Failure { diagnostics, sources: SourceMap::default() });
        }
    };
    let filed = match Recipe::from_directory(&mut sources) {
        Ok(filed) => filed,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return Err(Failure { diagnostics, sources });
        }
    };
    let (catalog, mods) = load_catalog(&mut sources, &paths, &mut diagnostics);
    if !at.is_empty() {
        let message = "`--at` names places of a cell, and there is none";
        diagnostics.push(Diagnostic::error("inspect::place", message).help("name a model's directory"));
    }
    if diagnostics.has_fatal() {
        return Err(Failure { diagnostics, sources });
    }
    let given = filed.unwrap_or_default().linearization;
    let library = Library::of(&mods, &given, &mut sources);
    let [celsius, v_init_mv] =
        [(settings.celsius, neuron_defaults::CELSIUS), (settings.v_init_mv, neuron_defaults::V_INIT_MV)]
            .map(|(told, default)| told.unwrap_or(default));
    if settings.celsius.is_none() {
        let assumed =
            Diagnostic::new(Severity::Note, "inspect::assumed", format!("{celsius} degC is assumed, as in NEURON"));
        diagnostics.push(assumed.help("state the temperature: `--celsius 34`"));
    }
    let subject = |found: &LoadedMod| {
        let program = library.get(&found.mechanism)?;
        Some(Subject {
            site: has_membrane(program).then(|| Site::of_program(program, &catalog, celsius)),
            declaration: Some(declaration(found, program, &catalog, &sources)),
            assumed: None,
        })
    };
    let subjects = mods.iter().filter_map(subject).collect();
    Ok(Subjects { subjects, celsius, v_init_mv, sources, diagnostics })
}

/// The folder as a map of sources, and the mod files in it.
fn open_mods(path: &Path) -> Result<(SourceMap, Vec<PathBuf>), Diagnostic> {
    let unreadable = |error: std::io::Error| {
        let usual = || "name a mod file, a folder of mod files, or a model's directory".to_owned();
        Diagnostic::error("inspect::read", format!("cannot read `{}`: {error}", path.display()))
            .help(nearest_path(path).unwrap_or_else(usual))
    };
    if path.is_dir() {
        let sources = SourceMap::open(path).map_err(unreadable)?;
        let paths = sources.find(&["mod"]);
        if paths.is_empty() {
            let message = format!("`{}` holds neither mod files nor hoc files", path.display());
            return Err(Diagnostic::error("inspect::read", message));
        }
        return Ok((sources, paths));
    }
    let path = path.canonicalize().map_err(unreadable)?;
    let sources = SourceMap::open(path.parent().unwrap_or(Path::new("."))).map_err(unreadable)?;
    let name = path.file_name().map(PathBuf::from).unwrap_or_default();
    if path.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("mod")) {
        let message = format!("`{}` is no mod file", name.display());
        let help = "name a mod file, a folder of mod files, or a model's directory";
        return Err(Diagnostic::error("inspect::read", message).help(help));
    }
    Ok((sources, vec![name]))
}

fn has_membrane(program: &Program) -> bool {
    match program.kind {
        MechanismKind::Density | MechanismKind::PointProcess => true,
        MechanismKind::Ion | MechanismKind::ArtificialCell | MechanismKind::Library => false,
    }
}

/// Where a parameter of 0 makes all currents zero it is given a value that shows them; its name and the value.
fn open(site: &mut Site, values: &[Setting], v_mv: f64) -> Option<(String, f64)> {
    if !is_silent(site, v_mv)? {
        return None;
    }
    let (program, memory) = site.patch.mechanisms.first()?.clone();
    let is_closed = |name: &str| {
        let is_told = values.iter().any(|setting| program.slot_of(&setting.name) == program.slot_of(name));
        let is_zero = program.slot_of(name).is_some_and(|slot| memory.get(slot) == 0.0);
        is_zero && !is_told
    };
    let parameters = program.variables.iter().filter(|(_, variable)| variable.role == Role::Parameter);
    let candidates: Vec<String> = parameters.map(|(name, _)| name.clone()).filter(|name| is_closed(name)).collect();
    for name in candidates {
        let mut opened = site.clone();
        let slot = program.slot_of(&name)?;
        opened.patch.mechanisms.first_mut()?.1.set(slot, SHOWN_DENSITY);
        if is_silent(&opened, v_mv) == Some(false) {
            *site = opened;
            return Some((name, SHOWN_DENSITY));
        }
    }
    None
}

/// Does no current flow, whatever the voltage? None where that cannot be told, or there is no current.
fn is_silent(site: &Site, v_mv: f64) -> Option<bool> {
    let segment = Segment::start(site.patch.clone(), v_mv, None).ok()?;
    let states = segment.initial_states();
    let at = |v_mv: f64| segment.evaluate(v_mv, &states).ok();
    let points: Option<Vec<OperatingPoint>> = [v_mv, v_mv + 10.0].into_iter().map(at).collect();
    let points = points?;
    let mut currents = points.iter().flat_map(|point| point.currents_ma_per_cm2.iter().flatten()).peekable();
    currents.peek()?;
    Some(currents.all(|&current| current == 0.0))
}
