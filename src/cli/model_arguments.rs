//! The options that name a model and say how its cell is found: the same for every command.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::entry::{Recipe, Settings};
use crate::stages::Stages;

/// A model directory and how its cell is found.
#[derive(Debug, Args)]
pub struct ModelArguments {
    /// The model's directory (hoc, mod and morphology files)
    #[arg(required_unless_present = "from_snapshot")]
    model_dir: Option<PathBuf>,
    /// The cell itself as json, in a model directory's place: as `dump --stage cell --format json` prints it
    #[arg(long, value_name = "FILE", conflicts_with = "model_dir")]
    from_snapshot: Option<PathBuf>,
    #[command(flatten)]
    pub(super) finding: FindingArguments,
}

/// How the cell of a model directory is found.
#[derive(Debug, Args)]
pub struct FindingArguments {
    /// hoc statement that runs before anything is loaded, such as 'celsius = 34' (may be repeated)
    #[arg(long, value_name = "HOC", help_heading = "Finding the cell")]
    before: Vec<String>,
    /// hoc file to load, relative to the model directory (may be repeated)
    #[arg(long, value_name = "FILE", help_heading = "Finding the cell")]
    load: Vec<String>,
    /// The cell: a `new` expression such as 'L5PCtemplate("cell1.asc")', or an object that then exists
    #[arg(long, value_name = "HOC", help_heading = "Finding the cell")]
    cell: Option<String>,
    /// Morphology to import into the cell, for templates that expect it from outside
    #[arg(long, value_name = "FILE", help_heading = "Finding the cell")]
    morphology: Option<String>,
    /// hoc statement that runs last; `cell` is the cell (may be repeated)
    #[arg(long, value_name = "HOC", help_heading = "Finding the cell")]
    run: Vec<String>,
    /// Folder with the mod files, relative to the model directory, where there are several
    #[arg(long, value_name = "FOLDER", help_heading = "Finding the cell")]
    mods: Option<PathBuf>,
    /// Temperature in degrees Celsius, where the hoc does not set it
    #[arg(long, value_name = "DEGREES", value_parser = finite, allow_negative_numbers = true)]
    celsius: Option<f64>,
    /// Initial voltage in mV, where the hoc does not set it
    #[arg(long, value_name = "MILLIVOLT", value_parser = finite, allow_negative_numbers = true)]
    v_init: Option<f64>,
    /// Take the cell as it stands where the hoc ends with an error, as NEURON does
    #[arg(long)]
    keep_going: bool,
    /// How many hoc statements may run before the model is given up
    #[arg(long, value_name = "N", default_value_t = crate::hoc::Options::default().max_steps)]
    max_steps: u64,
    /// How much memory the hoc's objects may take before the model is given up, in MiB
    #[arg(long, value_name = "MIB", default_value_t = crate::hoc::Options::default().max_memory_bytes >> 20, value_parser = mebibytes)]
    max_memory: usize,
}

impl ModelArguments {
    /// The settings that these options give.
    #[must_use]
    pub fn settings(&self, stages: &Stages) -> Settings {
        Settings { snapshot: self.from_snapshot.clone(), ..self.finding.settings(stages) }
    }

    /// What is read: the model's directory, or the file with the cell.
    #[must_use]
    pub fn model_dir(&self) -> &Path {
        self.model_dir.as_deref().or(self.from_snapshot.as_deref()).unwrap_or(Path::new("."))
    }
}

impl FindingArguments {
    /// The settings that these options give.
    #[must_use]
    pub fn settings(&self, stages: &Stages) -> Settings {
        Settings {
            recipe: Recipe {
                before: self.before.clone(),
                load: self.load.clone(),
                cell: self.cell.clone(),
                morphology: self.morphology.clone(),
                run: self.run.clone(),
                ..Recipe::default()
            },
            mods: self.mods.clone(),
            celsius: self.celsius,
            v_init_mv: self.v_init,
            max_steps: self.max_steps,
            max_memory_bytes: self.max_memory << 20,
            keep_going: self.keep_going,
            every_section: false,
            synapses: None,
            snapshot: None,
            stages: stages.clone(),
        }
    }
}

fn mebibytes(text: &str) -> Result<usize, String> {
    let bound = usize::MAX >> 20;
    text.parse()
        .ok()
        .filter(|mebibytes| (1..=bound).contains(mebibytes))
        .ok_or_else(|| "a number of MiB is needed".to_owned())
}

fn finite(text: &str) -> Result<f64, String> {
    text.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(|| "a finite number is needed".to_owned())
}
