//! The targets of `fuzz/` on our own files, as they are and with some bytes changed: a short run on a stable compiler. Every run
//! takes the same inputs.
//!
//! `NEURON_REDUCE_FUZZ_INPUTS=N cargo test --release --test fuzz_smoke` gives each target N inputs;
//! `NEURON_REDUCE_FUZZ_CORPUS=fuzz/corpus` in its place writes the files that they are made from, for libFuzzer to start with.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod fuzz_targets;

use std::fs;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use fastrand::Rng;
use fuzz_targets::{TARGETS, Target};
use neuron_reduce::cell::snapshot;
use neuron_reduce::convert::detailed_cell;
use neuron_reduce::demo;
use neuron_reduce::entry::Settings;

/// Inputs of a target whose inputs take little, and of one that reduces cells.
const INPUTS: [usize; 2] = [600, 60];

/// An input that lasts longer does not end.
const LONGEST: Duration = Duration::from_secs(60);

/// As a main thread usually has.
const STACK_BYTES: usize = 8 << 20;

#[test]
fn no_input_breaks_a_target() {
    for target in TARGETS {
        match std::env::var_os("NEURON_REDUCE_FUZZ_CORPUS") {
            Some(folder) => write_seeds(&Path::new(&folder).join(target.0), target.0),
            None => inputs_pass(target),
        }
    }
}

fn write_seeds(folder: &Path, name: &str) {
    fs::create_dir_all(folder).unwrap();
    for (number, seed) in seeds(name).iter().enumerate() {
        fs::write(folder.join(format!("seed-{number}")), seed).unwrap();
    }
}

fn inputs_pass((name, target): Target) {
    let seeds = seeds(name);
    assert!(!seeds.is_empty(), "{name} has no seeds");
    let told = std::env::var("NEURON_REDUCE_FUZZ_INPUTS").ok().and_then(|count| count.parse().ok());
    let count = told.unwrap_or(INPUTS[usize::from(matches!(name, "snapshot" | "tree"))]);
    let mut random = Rng::with_seed(0);
    let changed = (0..count).map(|_| change(&seeds, &mut random)).collect::<Vec<_>>();
    let inputs: Vec<Vec<u8>> = seeds.into_iter().chain(changed).collect();
    let (send, receive) = channel();
    let worker = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        for input in inputs {
            // Nobody listens any more where the last one took too long.
            let _ = send.send(String::from_utf8_lossy(&input).into_owned());
            target(&input);
        }
    });
    let mut last = String::new();
    loop {
        match receive.recv_timeout(LONGEST) {
            Ok(input) => last = input,
            Err(RecvTimeoutError::Timeout) => panic!("{name} does not end on\n{last}"),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    assert!(worker.unwrap().join().is_ok(), "{name} panics on\n{last}");
}

/// Inputs that mean something to a target.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    match name {
        "nmodl" => files(&["mod", "tests"], &["mod"]),
        "hoc_parse" | "hoc_run" => files(&["demo", "tests"], &["hoc"]),
        "neurolucida" => files(&["tests/corpus/asc"], &["asc"]),
        "neurolucida1" => files(&["tests/corpus/nlcda"], &["nlcda"]),
        "eutectic" => files(&["tests/corpus/eutectic"], &["nts"]),
        "morphml" => files(&["tests/corpus/morphml"], &["xml"]),
        "swc" => files(&["tests"], &["swc"]),
        "snapshot" => snapshots(),
        "tree" => random_bytes(),
        other => panic!("`{other}` has no seeds"),
    }
}

fn files(folders: &[&str], extensions: &[&str]) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = folders.iter().flat_map(|folder| walkdir::WalkDir::new(root.join(folder)).sort_by_file_name());
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().into_path()).collect();
    paths.retain(|path| path.extension().is_some_and(|own| extensions.iter().any(|known| own == *known)));
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// The cells of the small models and of the demo model.
fn snapshots() -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    demo::write(folder.path()).unwrap();
    let models = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models")).unwrap();
    let mut models: Vec<_> = models.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    models.sort();
    models.push(folder.path().to_owned());
    let written = models.iter().map(|model| {
        let detailed =
            detailed_cell(model, &Settings::default()).unwrap_or_else(|_| panic!("{} has no cell", model.display()));
        snapshot::write_processes(snapshot::write(&detailed.cell), &detailed.processes).to_string().into_bytes()
    });
    written.collect()
}

fn random_bytes() -> Vec<Vec<u8>> {
    let mut random = Rng::with_seed(1);
    (0..10).map(|_| std::iter::repeat_with(|| random.u8(..)).take(2000).collect()).collect()
}

/// A seed with one to four changes.
fn change(seeds: &[Vec<u8>], random: &mut Rng) -> Vec<u8> {
    let mut bytes = seeds[random.usize(..seeds.len())].clone();
    for _ in 0..random.usize(1..=4) {
        let range = range(&bytes, random);
        match random.u8(..6) {
            0 => drop(bytes.drain(range)),
            1 => bytes.splice(range.start..range.start, [random.u8(..)]).for_each(drop),
            2 => bytes.iter_mut().skip(range.start).take(1).for_each(|byte| *byte = random.u8(..)),
            3 => {
                let again = bytes[range.clone()].repeat(random.usize(1..20));
                bytes.splice(range.end..range.end, again).for_each(drop);
            }
            4 => {
                let other = &seeds[random.usize(..seeds.len())];
                let other = other[self::range(other, random)].to_vec();
                bytes.splice(range, other).for_each(drop);
            }
            _ => {
                let number = ["1e400", "-1", "0", "4294967296", "1e-320", "nan"][random.usize(..6)];
                bytes.splice(range, number.bytes()).for_each(drop);
            }
        }
    }
    bytes
}

/// A short piece of the bytes.
fn range(bytes: &[u8], random: &mut Rng) -> std::ops::Range<usize> {
    let start = random.usize(..=bytes.len());
    start..bytes.len().min(start + random.usize(..64))
}
