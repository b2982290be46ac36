//! What was reduced, as the output directory says.

use std::fs;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::error::VerifyError;
use crate::entry::Recipe;
use crate::layouts;

/// The file that says it.
const RECORD: &str = "reduction.json";

/// An output directory.
#[derive(Debug, Clone)]
pub struct Output {
    /// The directory.
    pub folder: PathBuf,
    /// What its `reduction.json` says.
    pub record: Record,
}

/// What is needed of `reduction.json`.
#[derive(Debug, Clone, Deserialize)]
pub struct Record {
    layout_version: u32,
    /// What was reduced.
    pub model: Reduced,
    /// Temperature, degrees Celsius.
    pub celsius: f64,
    /// Initial voltage, mV.
    pub v_init: f64,
    /// What each section of the reduced cell is.
    pub kinds: IndexMap<String, String>,
    /// Where each segment of each section of the detailed cell went: section, segment, place in the section.
    pub seg_to_seg: IndexMap<String, Vec<(String, usize, f64)>>,
    /// How long a run of the model lasts, where it says so, ms.
    pub tstop: Option<f64>,
    /// What the model has put on its cell.
    point_processes: Option<Put>,
}

/// What a model has put on its cell.
#[derive(Debug, Clone, Deserialize)]
struct Put {
    rows: Vec<IgnoredAny>,
}

/// The model that was reduced.
#[derive(Debug, Clone, Deserialize)]
pub struct Reduced {
    /// The name of its directory.
    pub directory: String,
    /// How its cell is made.
    pub recipe: Recipe,
    /// The folder of its mod files, where one was chosen.
    pub mods: Option<PathBuf>,
    /// Errors of its hoc are passed over.
    pub keep_going: bool,
}

impl Output {
    /// Reads an output directory.
    ///
    /// # Errors
    /// When it is none of ours, or of another version.
    pub fn read(folder: &Path) -> Result<Self, VerifyError> {
        let path = folder.join(RECORD);
        let text = fs::read_to_string(&path).map_err(|_| VerifyError::NoOutput(folder.to_owned()))?;
        let record: Record = serde_json::from_str(&text)
            .map_err(|error| VerifyError::Record { path: path.clone(), reason: error.to_string() })?;
        if record.layout_version != layouts::REDUCTION {
            let reason = format!("its layout is version {}, not {}", record.layout_version, layouts::REDUCTION);
            return Err(VerifyError::Record { path, reason });
        }
        Ok(Self { folder: folder.to_owned(), record })
    }

    /// The directory that was reduced: the named one, else the one of its name beside the output or here.
    ///
    /// # Errors
    /// When it is not there.
    pub fn model_folder(&self, named: Option<&Path>) -> Result<PathBuf, VerifyError> {
        if let Some(named) = named {
            let found = named.canonicalize();
            return found.map_err(|error| VerifyError::Model { path: named.to_owned(), error });
        }
        let name = &self.record.model.directory;
        let beside = self.folder.canonicalize().ok().and_then(|folder| Some(folder.parent()?.join(name)));
        let candidates = [beside, Some(PathBuf::from(name))].into_iter().flatten();
        let found = candidates.filter_map(|folder| folder.canonicalize().ok()).find(|folder| folder.is_dir());
        found.ok_or_else(|| VerifyError::NoModel { name: name.clone(), output: self.folder.clone() })
    }

    /// How long the model's own stimuli and synapses are run, where it has some: as it says, at most so long.
    #[must_use]
    pub fn own_ms(&self, most_ms: f64) -> Option<f64> {
        let has_some = self.record.point_processes.as_ref().is_some_and(|put| !put.rows.is_empty());
        let told_ms = self.record.tstop.filter(|tstop_ms| *tstop_ms > 0.0);
        has_some.then(|| told_ms.unwrap_or(most_ms).min(most_ms))
    }

    /// The section that is recorded from.
    #[must_use]
    pub fn soma(&self) -> Option<&str> {
        self.record.kinds.iter().find(|(_, kind)| *kind == "soma").map(|(name, _)| name.as_str())
    }

    /// Is this section of the detailed cell a dendrite?
    #[must_use]
    pub fn is_dendrite(&self, section: &str) -> bool {
        let went = self.record.seg_to_seg.get(section).and_then(|places| places.first());
        let kind = went.and_then(|(reduced, _, _)| self.record.kinds.get(reduced));
        kind.is_some_and(|kind| kind != "soma" && kind != "axon")
    }
}
