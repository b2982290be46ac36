//! Model directories with random faults: whatever stands in them, the program ends, does not panic, says why where it has no
//! result, and leaves the directory as it was.
//!
//! `NEURON_REDUCE_MUTATIONS=10000 cargo test --release --test mutations -- --nocapture` makes so many; by default there are
//! 200. `NEURON_REDUCE_SEED=N` makes the one of that number alone.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod edit;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use neuron_reduce::convert::convert;
use neuron_reduce::demo;
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::entry::Settings;
use neuron_reduce::nmodl::examine_folders;
use neuron_reduce::reduce::Options;
use neuron_reduce::source::SourceMap;

use edit::{Files, edit};

/// A run that lasts longer does not end.
const LONGEST: Duration = Duration::from_secs(240);

/// Statements that a run may take.
const MAX_STEPS: u64 = 100_000;

/// As a main thread usually has.
const STACK_BYTES: usize = 8 << 20;

#[test]
fn no_fault_in_a_directory_breaks_the_program() {
    let seeds = match number("NEURON_REDUCE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("NEURON_REDUCE_MUTATIONS").unwrap_or(200),
    };
    let models = models();
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for seed in seeds {
        *ends.entry(run(seed, &models)).or_default() += 1;
    }
    println!("how {} runs ended:", ends.values().sum::<usize>());
    for (end, count) in &ends {
        println!("{count:>7}  {end}");
    }
    assert!(ends.contains_key("reduced") || ends.values().sum::<usize>() < 100, "no model survived its edits");
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// The small models of the tests, and the demo model.
fn models() -> Vec<Files> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models");
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.is_dir());
    names.sort();
    let mut models: Vec<Files> = names.iter().map(|path| contents(path)).collect();
    models.push(demo::files().map(|(path, bytes)| (path, bytes.to_vec())).collect());
    models
}

/// Every file of a folder.
fn contents(folder: &Path) -> Files {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file() && entry.metadata().unwrap().len() < 1 << 20);
    files
        .map(|file| (file.path().strip_prefix(folder).unwrap().to_owned(), std::fs::read(file.path()).unwrap()))
        .collect()
}

/// One directory with its faults: how the run ended.
fn run(seed: u64, models: &[Files]) -> String {
    let mut random = fastrand::Rng::with_seed(seed);
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model");
    let told = edit(&models[random.usize(..models.len())], &model, &mut random);
    let before = contents(&model);
    let (send, receive) = channel();
    let directory = model.clone();
    let worker = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        // Nobody listens any more where the run took too long.
        let _ = send.send(outcome(&directory));
    });
    let end = match receive.recv_timeout(LONGEST) {
        Ok(end) => end,
        Err(RecvTimeoutError::Timeout) => panic!("seed {seed} does not end: {told:?}"),
        Err(RecvTimeoutError::Disconnected) => panic!("seed {seed} panics: {told:?}"),
    };
    worker.unwrap().join().unwrap();
    assert!(contents(&model) == before, "seed {seed} changes the directory: {told:?}");
    end.unwrap_or_else(|| panic!("seed {seed} ends without a result and without a reason: {told:?}"))
}

/// The whole way and the checks; the code of the first error, or none where nothing is said.
fn outcome(model: &Path) -> Option<String> {
    let settings = Settings { max_steps: MAX_STEPS, ..Settings::default() };
    if let Ok(mut sources) = SourceMap::open(model) {
        let mods = sources.find(&["mod"]);
        assert_eq!(examine_folders(&mut sources, std::slice::from_ref(&mods)).len(), mods.len());
    }
    match convert(model, &settings, &Options::default()) {
        Ok(converted) => {
            assert!(!converted.files.is_empty());
            Some("reduced".to_owned())
        }
        Err(failure) => {
            let said = render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false);
            let fatal = failure.diagnostics.iter().find(|found| found.is_fatal())?;
            assert!(said.contains(fatal.code), "{said}");
            Some(fatal.code.to_owned())
        }
    }
}
