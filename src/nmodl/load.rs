//! The mod files of a model directory, as a catalog on top of NEURON's own mechanisms.
//!
//! NEURON compiles one folder; a model directory may hold several with copies of each other. [`mod_folders`] lists
//! them, the caller chooses the files, [`load_catalog`] reads them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;

use super::ast::{ModFile, NumberOrName};
use super::parse::parse_all;
use super::{mechanism_type, resolve_includes};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::mechanism::{Catalog, IonUse, MechanismKind, MechanismType};
use crate::source::{FileId, SourceMap, Span};

/// A mod file whose mechanism is in the catalog.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedMod {
    /// The name of its mechanism.
    pub mechanism: String,
    /// Its path, as it was given.
    pub path: PathBuf,
    /// Its text.
    pub file: FileId,
    /// Its tree, with the includes put in.
    pub tree: ModFile,
    /// There is no such file: hoc defined the mechanism, and its text was made.
    pub is_made: bool,
}

/// The mod files of the model directory by the folder that holds them, both sorted and relative to it.
#[must_use]
pub fn mod_folders(sources: &SourceMap) -> BTreeMap<PathBuf, Vec<PathBuf>> {
    let mut folders: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for path in sources.find(&["mod"]) {
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        folders.entry(folder).or_default().push(path);
    }
    folders
}

/// NEURON's own mechanisms with those of the mod files `paths`, and the files that were taken.
///
/// A mechanism found in two identical files is taken once; in two different files it is an error, and so are a name
/// that NEURON has itself, an ion without valence and an ion with two.
pub fn load_catalog(
    sources: &mut SourceMap,
    paths: &[PathBuf],
    diagnostics: &mut Diagnostics,
) -> (Catalog, Vec<LoadedMod>) {
    let mut loader = Loader::new();
    for ModText { path, tree, found } in read_mods(sources, paths) {
        diagnostics.extend(found);
        let mechanism = tree.as_ref().and_then(|tree| mechanism_type(tree, &file_stem(&path), diagnostics));
        if let Some((tree, mechanism)) = tree.zip(mechanism) {
            loader.take(path, tree, mechanism, sources, diagnostics);
        }
    }
    loader.check_valences(diagnostics);
    (loader.catalog, loader.taken.into_values().collect())
}

/// A mod file as it was read.
pub(super) struct ModText {
    pub(super) path: PathBuf,
    /// Its tree with the includes put in; none where something cannot be read.
    pub(super) tree: Option<ModFile>,
    /// What was found on the way.
    pub(super) found: Diagnostics,
}

/// Reads the files in their order. They are parsed together, on all processors.
pub(super) fn read_mods(sources: &mut SourceMap, paths: &[PathBuf]) -> Vec<ModText> {
    let files: Vec<_> = paths.iter().map(|path| sources.read(path)).collect();
    let texts: Vec<_> = files.iter().flatten().map(|&file| (file, Arc::clone(&sources.file(file).text))).collect();
    let mut parsed = parse_all(&texts).into_iter();
    let mut read = |(path, file): (&PathBuf, io::Result<FileId>)| {
        let (tree, mut found) = match file {
            Ok(_) => parsed.next().unwrap_or_default(),
            Err(error) => (None, unreadable(path, &error)),
        };
        let tree = tree.and_then(|tree| resolve_includes(tree, sources, &mut found));
        ModText { path: path.clone(), tree, found }
    };
    paths.iter().zip(files).map(&mut read).collect()
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostics {
    let mut found = Diagnostics::default();
    found.push(Diagnostic::error("nmodl::read", format!("cannot read `{}`: {error}", path.display())));
    found
}

/// The name of a file without its extension, which names a mechanism that has no other name.
pub(super) fn file_stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What the files of one folder make together.
pub(super) struct Loader {
    catalog: Catalog,
    taken: IndexMap<String, LoadedMod>,
    /// What was said of each ion, with the places.
    valences: IndexMap<String, Vec<(Option<f64>, Span)>>,
}

impl Loader {
    pub(super) fn new() -> Self {
        Self { catalog: Catalog::with_builtins(), taken: IndexMap::new(), valences: IndexMap::new() }
    }

    /// Takes a mechanism into the catalog, or says why not.
    pub(super) fn take(
        &mut self,
        path: PathBuf,
        tree: ModFile,
        mechanism: MechanismType,
        sources: &SourceMap,
        diagnostics: &mut Diagnostics,
    ) {
        let loaded = LoadedMod { mechanism: mechanism.name.clone(), path, file: tree.file, tree, is_made: false };
        let name_place = mechanism.declared.unwrap_or_else(|| Span::new(loaded.file, 0..0));
        if let Some(other) = self.taken.get(&mechanism.name) {
            if sources.file(other.file).text != sources.file(loaded.file).text {
                let first = self.declared(&mechanism.name).unwrap_or_else(|| Span::new(other.file, 0..0));
                diagnostics.push(two_files(&mechanism.name, first, name_place));
            }
            return;
        }
        if mechanism.kind != MechanismKind::Library && self.catalog.find(&mechanism.name).is_some() {
            diagnostics.push(neurons_own(&mechanism.name, name_place));
            return;
        }
        for (ion_use, statement) in mechanism.ions.iter().zip(loaded.tree.ions()) {
            let place = statement.valence.as_ref().map_or(statement.ion.span, NumberOrName::span);
            self.take_ion(ion_use, place);
        }
        self.catalog.add(mechanism);
        self.taken.insert(loaded.mechanism.clone(), loaded);
    }

    fn declared(&self, name: &str) -> Option<Span> {
        self.catalog.find(name).and_then(|id| self.catalog.mechanism(id).declared)
    }

    fn take_ion(&mut self, ion_use: &IonUse, place: Span) {
        self.catalog.add_ion(&ion_use.ion, ion_use.valence);
        self.valences.entry(ion_use.ion.clone()).or_default().push((ion_use.valence, place));
    }

    pub(super) fn check_valences(&self, diagnostics: &mut Diagnostics) {
        for (ion, said) in &self.valences {
            let known = self.catalog.find(&format!("{ion}_ion")).map(|id| self.catalog.mechanism(id));
            let valence = known.and_then(|ion| ion.ions.first()).and_then(|ion| ion.valence);
            match valence {
                None => diagnostics.extend(said.first().map(|&(_, place)| no_valence(ion, place))),
                Some(valence) => {
                    let other = said.iter().find(|(said, _)| said.is_some_and(|said| said != valence));
                    let first = said.iter().find(|(said, _)| *said == Some(valence)).map(|&(_, place)| place);
                    let place = other.and_then(|&(other, place)| Some((other?, place)));
                    diagnostics.extend(place.map(|(other, place)| two_valences(ion, valence, first, other, place)));
                }
            }
        }
    }
}

fn two_files(name: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error("nmodl::mechanism-twice", format!("mechanism `{name}` is in two different mod files"))
        .label(second, "named again")
        .label(first, "first named here")
        .help("NEURON takes one folder of mod files: choose it with `--mods FOLDER`, or remove one of the two")
}

fn neurons_own(name: &str, place: Span) -> Diagnostic {
    Diagnostic::error("nmodl::mechanism-twice", format!("`{name}` is one of NEURON's own names"))
        .label(place, "named here")
        .help("NEURON refuses to load it: give it another name")
}

fn no_valence(ion: &str, place: Span) -> Diagnostic {
    Diagnostic::error("nmodl::valence", format!("no mod file states the valence of ion `{ion}`"))
        .label(place, "used here")
        .help(format!("write `VALENCE` and its charge after one of the `USEION {ion}`"))
}

fn two_valences(ion: &str, valence: f64, first: Option<Span>, other: f64, place: Span) -> Diagnostic {
    let message = format!("ion `{ion}` has two valences: {valence} and {other}");
    let diagnostic = Diagnostic::error("nmodl::valence", message).label(place, format!("{other} here"));
    match first {
        Some(first) => diagnostic.label(first, format!("{valence} here")),
        None => diagnostic.with_note(format!("{valence} is NEURON's own")),
    }
}
