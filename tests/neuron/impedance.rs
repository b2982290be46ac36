//! Passive impedances of our model directories: ours, from the cell that NEURON describes, against NEURON's.

use neuron_reduce::cable::impedance::{Impedances, passive};
use neuron_reduce::cell::resolved::{Attachment, Cell};
use neuron_reduce::cell::snapshot;
use num_complex::Complex64;
use serde_json::Value;

use crate::support::models::{SMALL_MODELS, demo_directory};
use crate::support::neuron::Model;

/// What NEURON's passive impedances are measured at, beside the frequency itself, Hz.
const OFFSET_HZ: f64 = 1.0 / 9e9;

#[test]
fn of_the_demo_model() {
    let folder = demo_directory();
    check(&Model::of_file(folder.path(), "init.hoc").describe(), "demo");
}

#[test]
fn of_the_small_models() {
    for model in SMALL_MODELS {
        check(&model.in_neuron().describe(), model.name);
    }
}

fn check(described: &Value, name: &str) {
    let cell = snapshot::read(&described.to_string()).unwrap();
    let mut largest: f64 = 0.0;
    for subtree in described["subtrees"].as_array().unwrap() {
        for neuron in subtree["impedance"].as_array().unwrap() {
            largest = largest.max(difference(&cell, subtree, neuron));
        }
    }
    println!("{name}: largest relative difference {largest:.1e}");
    assert!(largest < 1e-8, "{name}: {largest:.1e}");
}

/// The largest relative difference of input and transfer impedances over the segments and ends of a subtree.
fn difference(cell: &Cell, subtree: &Value, neuron: &Value) -> f64 {
    let sections = subtree["section_order"].as_array().unwrap();
    let sections: Vec<usize> = sections.iter().map(|section| cell.find(section.as_str().unwrap()).unwrap()).collect();
    let root = sections[0];
    let site = Attachment { section: root, x: cell.sections[root].own_end.x() };
    let ours = passive(cell, &sections, &[site], neuron["f"].as_f64().unwrap() + OFFSET_HZ).unwrap();
    let over_segments = |read: fn(&Impedances, usize, usize) -> Option<Complex64>| -> Vec<Complex64> {
        let places =
            sections.iter().flat_map(|&place| (0..cell.sections[place].nseg).map(move |segment| (place, segment)));
        places.map(|(place, segment)| read(&ours, place, segment).unwrap()).collect()
    };
    let tips: Vec<_> = sections.iter().map(|&place| ours.transfer(place, 1.0).unwrap()).collect();
    let differences = [
        largest(&over_segments(Impedances::segment_input), &polar(neuron, "input", "input_phase")),
        largest(&over_segments(Impedances::segment_transfer), &polar(neuron, "transfer", "transfer_phase")),
        largest(&tips, &polar(neuron, "tip_transfer", "tip_phase")),
    ];
    differences.into_iter().fold(0.0, f64::max)
}

fn largest(ours: &[Complex64], neurons: &[Complex64]) -> f64 {
    assert_eq!(ours.len(), neurons.len());
    ours.iter().zip(neurons).map(|(a, b)| (a - b).norm() / b.norm()).fold(0.0, f64::max)
}

fn polar(neuron: &Value, magnitude: &str, phase: &str) -> Vec<Complex64> {
    let list =
        |key: &str| neuron[key].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect::<Vec<_>>();
    list(magnitude).into_iter().zip(list(phase)).map(|(norm, arg)| Complex64::from_polar(norm, arg)).collect()
}
