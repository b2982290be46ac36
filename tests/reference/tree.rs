//! A tree with everything unusual: a section attached by its 1 end, children at its both ends and inside, a child at the root's
//! 0 end, taper, `rallbranch`. Recorded from NEURON 9.0.2 (`reference/odd_tree.json`; `ri_end` is of the end not attached).

use neuron_reduce::cable::impedance::passive;
use neuron_reduce::cell::resolved::Attachment;
use neuron_reduce::cell::snapshot;
use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::reduce::{Options, Segments, reduce};
use num_complex::Complex64;
use serde_json::{Value, json};

#[test]
fn impedances_of_an_unusual_tree_are_neurons() {
    let text = include_str!("odd_tree.json");
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

/// A tree with `hh` here and there, every segment with values of its own, reduced by `neuron_reduce` 0.0.7 in NEURON 8.2.6 to 45 segments
/// at 38 Hz: most reduced segments are orphans, some get what `insert hh` gives.
#[test]
fn channels_in_a_part_of_a_tree_are_copied_as_the_peer_does() {
    let text = include_str!("partial_channels.json");
    let (cell, json) = (snapshot::read(text).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    let fresh = [("gnabar_hh", 0.12), ("gkbar_hh", 0.036), ("gl_hh", 0.0003), ("el_hh", -54.3)];
    let options = Options {
        segments: Segments::Total(45),
        defaults: fresh.map(|(name, value)| (name.to_owned(), value)).into_iter().collect(),
        ..Options::default()
    };
    let mut diagnostics = Diagnostics::default();
    let reduction = reduce(&cell, &options, &mut diagnostics).unwrap();
    let messages: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    let in_part = ["apic[0]", "dend[1]", "dend[2]"]
        .map(|name| format!("mechanism `hh` is only in a part of what `{name}` replaces"));
    assert_eq!(messages, in_part);
    let recorded = &json["reduction"];
    assert_eq!(recorded["orphan_segments"], reduction.orphan_segments.len());
    for (name, places) in recorded["seg_to_seg"].as_object().unwrap() {
        let ours = &reduction.map.sections[cell.find(name).unwrap()];
        let ours: Vec<Value> =
            ours.iter().map(|place| json!([reduction.cell.sections[place.section].name, place.segment])).collect();
        assert_eq!(Value::from(ours), *places, "{name}");
    }
    let written = snapshot::sections(&reduction.cell);
    for (ours, theirs) in written.as_array().unwrap().iter().zip(recorded["sections"].as_array().unwrap()) {
        for key in ["name", "parent", "parent_x", "own_end", "nseg", "children", "ion_style", "seg0", "rall_branch"] {
            assert_eq!(ours[key], theirs[key], "{} {key}", theirs["name"]);
        }
        for key in ["L", "Ra", "cm", "ri_end", "mechs"] {
            assert_near(&ours[key], &theirs[key], &format!("{} {key}", theirs["name"]));
        }
    }
    for key in ["diam", "area", "ri"] {
        assert_near(&snapshot::segments(&reduction.cell)[key], &recorded["segments"][key], key);
    }
}

/// The same shape, with numbers that agree to 1e-11.
fn assert_near(ours: &Value, theirs: &Value, at: &str) {
    match (ours, theirs) {
        (Value::Number(ours), Value::Number(theirs)) => {
            let (ours, theirs) = (ours.as_f64().unwrap(), theirs.as_f64().unwrap());
            assert!((ours - theirs).abs() <= 1e-11 * theirs.abs(), "{at}: {ours} {theirs}");
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            assert_eq!(ours.len(), theirs.len(), "{at}");
            ours.iter().zip(theirs).for_each(|(ours, theirs)| assert_near(ours, theirs, at));
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "{at}");
            ours.iter().for_each(|(key, ours)| assert_near(ours, &theirs[key], &format!("{at} {key}")));
        }
        (ours, theirs) => assert_eq!(ours, theirs, "{at}"),
    }
}
