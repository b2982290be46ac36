//! Proof in NEURON: the detailed and the reduced cell under the same currents and the same synapses.
//!
//! [`verify`] reads an output directory, finds what it was made of, compiles the mod files of both in copies, and runs each cell
//! in a process of its own (`templates/verify`). Spike trains are drawn here, so both cells get the same ones; what comes back
//! are spikes and voltages, which are compared here as well.

mod cache;
pub mod compare;
pub mod drive;
pub mod error;
pub mod measure;
mod mechanisms;
pub mod output;
mod process;
pub mod python;
mod session;
mod subject;
pub mod trains;
mod workspace;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use cache::{Cache, hash};
use compare::Trial;
use drive::{Amount, Drive};
pub use error::VerifyError;
use measure::{Extent, Measured, measure_detailed, measure_reduced};
use mechanisms::mods_of;
use output::Output;
use python::{Choice, Python};
pub use subject::Run;
use subject::{Common, Subject, scripts};
use workspace::fingerprint;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The directory that was reduced, where it is not beside the output or here.
    pub model: Option<PathBuf>,
    /// The Python with NEURON.
    pub python: Choice,
    /// Number of trials.
    pub trials: u32,
    /// How much is drawn for each.
    pub amount: Amount,
    /// The factor of the excitatory weights; none to tune it.
    pub factor: Option<f64>,
    /// How long a process may give no sign of life.
    pub timeout: Duration,
    /// Where answers of the detailed cell are kept.
    pub cache: Option<PathBuf>,
    /// The script that makes another cell in the reduced one's place.
    pub against: Option<PathBuf>,
}

/// Which of the two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// As the model directory makes it.
    Detailed,
    /// As the output directory makes it.
    Reduced,
}

impl Side {
    /// As it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Detailed => "detailed",
            Self::Reduced => "reduced",
        }
    }
}

/// Who is told what is going on; both cells work at the same time.
pub trait Watch: Sync {
    /// Something begins.
    fn begin(&self, side: Side, what: &str);
    /// A part of it is done, 0 to 1.
    fn progress(&self, side: Side, part: f64);
}

/// The comparison.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The name of the directory that was reduced.
    pub origin: String,
    /// NEURON's version.
    pub neuron: String,
    /// The detailed cell.
    pub detailed: Measured,
    /// The reduced cell.
    pub reduced: Measured,
    /// The factor of the excitatory weights.
    pub factor: f64,
    /// Both cells, trial by trial.
    pub trials: Vec<Trial>,
    /// Both cells under the model's own stimuli and synapses, and for how long, ms.
    pub own: Option<(f64, Trial)>,
}

/// Compares an output directory with what it was made of.
///
/// # Errors
/// When something is not there, does not compile, or does not run.
pub fn verify(folder: &Path, options: &Options, watch: &dyn Watch) -> Result<Verified, VerifyError> {
    let output = Output::read(folder)?;
    let model = output.model_folder(options.model.as_deref())?;
    let python = python::find(&options.python, options.timeout)?;
    let (detailed, reduced, factor) = measure_both(&output, &model, &python, options, watch)?;
    let trials = compare::trials(&detailed, &reduced, options.amount.seconds);
    let own = own_ms(&output, options).and_then(|end_ms| Some((end_ms, compare::own(&detailed, &reduced, end_ms)?)));
    let origin = output.record.model.directory;
    Ok(Verified { origin, neuron: python.version, detailed, reduced, factor, trials, own })
}

/// Another cell in the reduced one's place has not what the model puts on its own.
fn own_ms(output: &Output, options: &Options) -> Option<f64> {
    output.own_ms(1000.0 * options.amount.seconds).filter(|_| options.against.is_none())
}

fn measure_both(
    output: &Output,
    model: &Path,
    python: &Python,
    options: &Options,
    watch: &dyn Watch,
) -> Result<(Measured, Measured, f64), VerifyError> {
    let workspace = tempfile::Builder::new().prefix("neuron-reduce-").tempdir();
    let workspace = workspace.map_err(|error| VerifyError::Write { path: std::env::temp_dir(), error })?;
    let is_alone = thread::available_parallelism().is_ok_and(|cores| cores.get() == 1);
    let libraries = options.cache.as_deref().map(std::path::absolute).transpose();
    let libraries = libraries.map_err(|error| VerifyError::Write { path: PathBuf::from("."), error })?;
    let common = Common {
        python,
        output,
        model,
        soma: output.soma().unwrap_or_default(),
        timeout: options.timeout,
        workspace: workspace.path(),
        libraries: libraries.as_deref().unwrap_or(workspace.path()),
        watch,
        turn: is_alone.then(Mutex::default),
        given_up: AtomicBool::default(),
    };
    let model_mods = mods_of(model, output.record.model.mods.as_deref())?;
    let output_mods = mods_of(&output.folder, None)?;
    let cache = options.cache.as_deref().map(|folder| Cache::open(folder, identity(output, model, python)));
    let mut detailed = Subject::new(Side::Detailed, &common, &model_mods, None, cache.transpose()?);
    let against = options.against.as_deref().map(std::path::absolute).transpose();
    let against = against.map_err(|error| VerifyError::Write { path: PathBuf::from("."), error })?;
    // Another cell may be made from the model directory.
    let mods = if against.is_some() { &model_mods } else { &output_mods };
    let mut reduced = Subject::new(Side::Reduced, &common, mods, against.as_deref(), None);
    run_both(&mut detailed, &mut reduced, output, options)
}

/// Everything that the detailed cell's answers depend on.
fn identity(output: &Output, model: &Path, python: &Python) -> u64 {
    let record = &output.record;
    let recipe = serde_json::to_string(&record.model.recipe).unwrap_or_default();
    let numbers = [record.celsius, record.v_init].map(f64::to_bits);
    let sections: Vec<_> = record.seg_to_seg.iter().map(|(name, places)| (name, places.len())).collect();
    hash((fingerprint(model), recipe, numbers, sections, &record.model.mods, &python.version, scripts()))
}

fn run_both(
    detailed: &mut Subject<'_>,
    reduced: &mut Subject<'_>,
    output: &Output,
    options: &Options,
) -> Result<(Measured, Measured, f64), VerifyError> {
    let Options { trials, amount, factor, .. } = *options;
    let extent = Extent { trials, seconds: amount.seconds, factor, own_ms: own_ms(output, options) };
    let drive = |sections: &[(String, usize, f64)]| {
        Drive::new(sections.iter().filter(|(name, ..)| output.is_dendrite(name)), amount)
    };
    let (decided, heard) = mpsc::sync_channel(2);
    let (first, second) = thread::scope(|scope| {
        let follower = scope.spawn(move || {
            let measured = measure_reduced(reduced, extent, &heard);
            note_failure(reduced, measured)
        });
        let measured = measure_detailed(detailed, extent, drive, &decided);
        let first = note_failure(detailed, measured);
        drop(decided);
        (first, follower.join().unwrap_or(Err(VerifyError::GivenUp)))
    });
    match (first, second) {
        (Ok((detailed, factor)), Ok(reduced)) => Ok((detailed, reduced, factor)),
        (Err(VerifyError::GivenUp) | Ok(_), Err(error)) | (Err(error), _) => Err(error),
    }
}

/// The other cell need not go on.
fn note_failure<T>(subject: &Subject<'_>, result: Result<T, VerifyError>) -> Result<T, VerifyError> {
    if result.is_err() {
        subject.common.given_up.store(true, Ordering::Relaxed);
    }
    result
}
