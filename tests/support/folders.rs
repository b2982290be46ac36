//! Folders of mod files, read by the program, and the names that NEURON gives to what is in them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;
use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::mechanism::{Catalog, MechanismKind};
use neuron_reduce::membrane::program::Carrier;
use neuron_reduce::membrane::{Library, Program};
use neuron_reduce::nmodl::{load_catalog, mod_folders};
use neuron_reduce::source::SourceMap;

use super::mechanisms::Judge;
use super::venv::{Neuron, say};

/// The mechanisms of a folder.
pub struct Folder {
    /// NEURON's own and the folder's.
    pub catalog: Catalog,
    /// The density mechanisms of the folder.
    pub programs: Vec<Arc<Program>>,
}

impl Folder {
    /// Reads the mod files of a folder.
    pub fn read(folder: &Path) -> Self {
        let mut sources = SourceMap::open(folder).unwrap();
        let paths: Vec<_> = mod_folders(&sources).into_values().flatten().collect();
        let (catalog, mods) = load_catalog(&mut sources, &paths, &mut Diagnostics::default());
        let library = Library::of(&mods, &IndexMap::new(), &mut sources);
        let programs = mods.iter().filter_map(|found| library.get(&found.mechanism)).cloned();
        let programs = programs.filter(|program| program.kind == MechanismKind::Density).collect();
        Self { catalog, programs }
    }
}

/// The program's own mod files.
pub fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("mod")
}

/// The mod files that were written for tests of the membrane.
pub fn written_for_tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/membrane")
}

/// The folders that an environment variable names; none, with a printed line, where it is not set.
pub fn named(variable: &str) -> Vec<PathBuf> {
    let Ok(folders) = std::env::var(variable) else {
        say(&format!("skipped: {variable} names no folders of mod files"));
        return vec![];
    };
    std::env::split_paths(&folders).collect()
}

/// NEURON with the mechanisms of a folder: the library that is there, or one that is made.
pub fn judge(folder: &Path, neuron: Neuron) -> Judge {
    let made = folder.join("x86_64/libnrnmech.so");
    if made.exists() { Judge::of(neuron).library(&made) } else { Judge::of(neuron).mods(folder) }
}

/// What NEURON calls the state in a slot: `m_Ih`, `ca_cad[2]`, `cai`.
pub fn state_name(program: &Program, slot: usize) -> String {
    let name = program.name_of(slot);
    let is_ion = program.ions.iter().any(|ion| ion.writes.iter().any(|(_, written)| *written == slot));
    match name.split_once('[') {
        _ if is_ion => name,
        Some((array, index)) => format!("{array}_{}[{index}", program.name),
        None => format!("{name}_{}", program.name),
    }
}

/// What NEURON calls a current: `ina`, `i_Ih`.
pub fn current_name(program: &Program, place: usize) -> String {
    let current = &program.currents[place];
    match current.carrier {
        Carrier::Ion(_) => current.name.clone(),
        Carrier::Nonspecific | Carrier::Electrode => format!("{}_{}", current.name, program.name),
    }
}
