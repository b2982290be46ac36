//! Distances of spike trains, judged by the package `pyspike`.

use std::io::Write;
use std::process::{Command, Stdio};

use neuron_reduce::hoc::random::Random123;
use neuron_reduce::verify::trains::{Window, distances};

use crate::support::venv::{installed, target_directory};

const PACKAGES: [&str; 3] = ["pyspike==0.9.0", "numpy", "setuptools"];

/// Pairs of trains come in, their three distances go out, json both.
const JUDGE: &str = "
import json, sys
import pyspike
answers = []
for one, other, start, end in json.load(sys.stdin):
    trains = [pyspike.SpikeTrain(spikes, (start, end)) for spikes in (one, other)]
    answers.append([pyspike.isi_distance(*trains), pyspike.spike_distance(*trains), pyspike.spike_sync(*trains)])
json.dump(answers, sys.stdout)
";

const WINDOW: Window = Window { start_ms: 100.0, end_ms: 2000.0 };

type Pair = (Vec<f64>, Vec<f64>, f64, f64);

/// Trains of all lengths from none, independent, jittered and with spikes in common.
fn pairs() -> Vec<Pair> {
    let mut stream = Random123::new(1, 2, 3, 0);
    let mut trains = vec![];
    for case in 0..300 {
        let train = |stream: &mut Random123, most: f64| -> Vec<f64> {
            let count = (stream.uniform(0) * most) as usize;
            sorted((0..count).map(|_| 100.0 + 1900.0 * stream.uniform(0)).collect())
        };
        let one = train(&mut stream, if case < 60 { 4.0 } else { 60.0 });
        let other = match case % 3 {
            0 => train(&mut stream, if case < 60 { 4.0 } else { 60.0 }),
            1 => sorted(one.iter().map(|t| (t + 20.0 * (stream.uniform(0) - 0.5)).clamp(100.001, 1999.999)).collect()),
            _ => one.iter().copied().filter(|_| stream.uniform(0) < 0.7).collect(),
        };
        trains.push((one, other, WINDOW.start_ms, WINDOW.end_ms));
    }
    trains
}

fn sorted(mut times: Vec<f64>) -> Vec<f64> {
    times.sort_by(f64::total_cmp);
    times
}

fn judged(pairs: &[Pair]) -> Vec<[f64; 3]> {
    let base = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let venv = target_directory().join("pyspike-0.9.0");
    let python = installed(&base, &PACKAGES, &venv).unwrap_or_else(|message| panic!("{message}"));
    let mut child =
        Command::new(python).args(["-c", JUDGE]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&serde_json::to_vec(pairs).unwrap()).unwrap();
    serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn distances_are_those_of_pyspike() {
    let pairs = pairs();
    let mut largest = 0.0_f64;
    for ((one, other, ..), theirs) in pairs.iter().zip(judged(&pairs)) {
        let ours = distances(one, other, WINDOW);
        for (ours, theirs) in [ours.isi, ours.spike, ours.synchronization].into_iter().zip(theirs) {
            largest = largest.max((ours - theirs).abs());
            assert!((ours - theirs).abs() < 1e-12, "{ours}, in PySpike {theirs}: {one:?} {other:?}");
        }
    }
    println!("{} pairs, largest difference {largest:.1e}", pairs.len());
}
