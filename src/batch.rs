//! Many models, each into a directory of its own: on all cores, again without doing twice what is done.
//!
//! ```text
//! list (paths) -> names (one for each) -> for each, in any order: fingerprint -> known? -> convert -> write -> remember
//! -> outcomes in the order of the list
//! ```
//! A model that fails is an outcome like another. What is remembered (`.batch/NAME.json`) is written after the model's
//! directory is in its place, so a run that was killed is taken up where it stood, and ends with the same bytes.

mod error;
mod fingerprint;
mod list;
mod memory;
mod names;
mod outcome;
mod table;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::convert::convert;
use crate::emit::write::{check_target, write_directory};
use crate::entry::Settings;
use crate::reduce::Options;
pub use error::BatchError;
use fingerprint::fingerprint;
pub use list::read_list;
use memory::Memory;
use names::names;
pub use outcome::{Outcome, Status};

/// Evaluating hoc and reading trees goes deep: as much stack as a main thread usually has.
const STACK_BYTES: usize = 8 << 20;

/// What is to be done.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Model directories, or files with a cell's snapshot (`.json`).
    pub models: Vec<PathBuf>,
    /// Where the reduced models go.
    pub output: PathBuf,
    /// How cells are found, of every model.
    pub settings: Settings,
    /// How they are reduced.
    pub options: Options,
    /// How many at a time.
    pub jobs: usize,
    /// Do again what is done.
    pub force: bool,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Done {
    /// In the order of the list.
    pub outcomes: Vec<Outcome>,
    /// How many were done before.
    pub known: usize,
}

/// Reduces all models.
///
/// # Errors
/// An output that cannot be written, or that another batch is writing to. A model that fails is no error.
pub fn run(batch: &Batch) -> Result<Done, BatchError> {
    let memory = Memory::open(&batch.output, batch.models.iter().map(PathBuf::as_path))?;
    let names = names(&batch.models);
    let next = AtomicUsize::new(0);
    let known = AtomicUsize::new(0);
    let done = Mutex::new(vec![None; batch.models.len()]);
    let finished = AtomicUsize::new(0);
    batch.settings.stages.begin("reducing models");
    let work = || {
        while let Some((place, (model, name))) = claim(&next, &batch.models, &names) {
            let (outcome, was_known) = one(batch, &memory, model, name);
            known.fetch_add(usize::from(was_known), Ordering::Relaxed);
            if let Some(slot) = done.lock().unwrap_or_else(PoisonError::into_inner).get_mut(place) {
                *slot = Some(outcome);
            }
            let count = finished.fetch_add(1, Ordering::Relaxed) + 1;
            batch.settings.stages.count(count, batch.models.len());
        }
    };
    std::thread::scope(|scope| -> Result<(), BatchError> {
        for _ in 0..batch.jobs.min(batch.models.len()) {
            let worker = std::thread::Builder::new().stack_size(STACK_BYTES);
            worker.spawn_scoped(scope, work).map_err(|error| BatchError::write(&batch.output, error))?;
        }
        Ok(())
    })?;
    let outcomes: Vec<_> = done.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect();
    memory.write("outcomes.jsonl", &table::json_lines(&outcomes))?;
    memory.write("outcomes.csv", &table::csv(&outcomes))?;
    Ok(Done { outcomes, known: known.into_inner() })
}

/// The next model that nobody works on.
fn claim<'a>(next: &AtomicUsize, models: &'a [PathBuf], names: &'a [String]) -> Option<(usize, (&'a Path, &'a str))> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    Some((place, (models.get(place)?, names.get(place)?)))
}

/// One model: its outcome, and whether that was known.
fn one(batch: &Batch, memory: &Memory, model: &Path, name: &str) -> (Outcome, bool) {
    let settings = settings_of(batch, model);
    let fingerprint = match fingerprint(model, &settings, &batch.options) {
        Ok(fingerprint) => fingerprint,
        Err(error) => return (Outcome::failed(model, name, vec![format!("it cannot be read: {error}")]), false),
    };
    if let Some(outcome) = memory.recall(name, &fingerprint).filter(|_| !batch.force) {
        return (Outcome { model: model.to_string_lossy().into_owned(), ..outcome }, true);
    }
    memory.forget(name);
    let reduced = catch_unwind(AssertUnwindSafe(|| reduce(batch, &settings, model, name)));
    let fault = || Outcome::failed(model, name, vec!["the program has a fault: please report this model".to_owned()]);
    let outcome = reduced.unwrap_or_else(|_| fault());
    match memory.remember(name, &fingerprint, &outcome) {
        Ok(()) => (outcome, false),
        Err(error) => (Outcome::failed(model, name, vec![error.to_string()]), false),
    }
}

/// A file is a cell's snapshot.
fn settings_of(batch: &Batch, model: &Path) -> Settings {
    let snapshot = model.is_file().then(|| model.to_owned());
    // Stages of one model among many would hide how many are done.
    Settings { snapshot, stages: crate::stages::Stages::default(), ..batch.settings.clone() }
}

fn reduce(batch: &Batch, settings: &Settings, model: &Path, name: &str) -> Outcome {
    let output = batch.output.join(name);
    // What stands there was made of other files or with other options, or not remembered.
    if let Err(error) = check_target(&output, Some(model), true) {
        return Outcome::failed(model, name, vec![error.to_string()]);
    }
    match convert(model, settings, &batch.options) {
        Ok(converted) => match write_directory(&converted.files, &output, true) {
            Ok(()) => Outcome::of(model, name, &converted),
            Err(error) => Outcome::failed(model, name, vec![error.to_string()]),
        },
        Err(failure) => Outcome::refused(model, name, &failure),
    }
}
