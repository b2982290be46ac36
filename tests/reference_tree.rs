//! A tree with everything unusual: a section attached by its 1 end, children at its both ends and inside, a child at the root's
//! 0 end, taper, `rallbranch`. Recorded from NEURON 9.0.2 (`reference/odd_tree.json`; `ri_end` is of the end not attached).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, missing_docs, reason = "a test")]

use neuron_reduce::cable::impedance::passive;
use neuron_reduce::cell::resolved::Attachment;
use neuron_reduce::cell::snapshot;
use num_complex::Complex64;
use serde_json::Value;

#[test]
fn impedances_of_an_unusual_tree_are_neurons() {
    let text = include_str!("reference/odd_tree.json");
    let (cell, json) = (snapshot::read(text).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    let order: Vec<usize> = (0..cell.sections.len()).collect();
    for recorded in json["impedance"].as_array().unwrap() {
        let number = |key: &str| recorded[key].as_f64().unwrap();
        let list = |key: &str| -> Vec<f64> {
            recorded[key].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
        };
        let site = Attachment { section: cell.find(recorded["site"].as_str().unwrap()).unwrap(), x: number("x") };
        let impedances = passive(&cell, &order, &[site], number("f")).unwrap();
        let segments =
            || order.iter().flat_map(|&place| (0..cell.sections[place].nseg).map(move |index| (place, index)));
        let input = segments().map(|(place, index)| impedances.segment_input(place, index).unwrap());
        let transfer = segments().map(|(place, index)| impedances.segment_transfer(place, index).unwrap());
        for (ours, key) in [(input.collect::<Vec<_>>(), "input"), (transfer.collect(), "transfer")] {
            let theirs = list(key).into_iter().zip(list(&format!("{key}_phase")));
            assert_eq!(ours.len(), theirs.len());
            for (ours, (modulus, phase)) in ours.into_iter().zip(theirs) {
                let theirs = Complex64::from_polar(modulus, phase);
                assert!((ours - theirs).norm() < 1e-11 * modulus, "{recorded:.60} {key}: {ours} {theirs}");
            }
        }
        let ends = order.iter().flat_map(|&place| [0.0, 1.0].map(|x| impedances.transfer(place, x).unwrap()));
        for (ours, theirs) in ends.zip(list("tips")) {
            assert!((ours.norm() - theirs).abs() < 1e-11 * theirs, "{ours} {theirs}");
        }
    }
}
