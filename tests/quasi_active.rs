//! Reductions with the channels in: what is kept, what is added up, what is said.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use std::path::Path;

use neuron_reduce::convert::{Converted, convert};
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::entry::Settings;
use neuron_reduce::reduce::Options;
use neuron_reduce::reduce::certificate::Certificate;
use support::models::{SMALL_MODELS, demo_directory};

fn reduced(directory: &Path, options: &Options) -> Converted {
    convert(directory, &Settings::default(), options).unwrap_or_else(|failure| {
        panic!("{}", render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false))
    })
}

fn certificate(converted: &Converted) -> &Certificate {
    converted.reduction.certificate.as_ref().unwrap()
}

fn text(converted: &Converted, path: &str) -> String {
    let file = converted.files.iter().find(|file| file.path == Path::new(path)).unwrap();
    String::from_utf8(file.bytes.clone()).unwrap()
}

#[test]
fn one_cable_stays_what_it_is() {
    let model = SMALL_MODELS.iter().find(|model| model.name == "ball_and_stick").unwrap();
    let converted = reduced(&model.directory(), &Options::default());
    for pair in &certificate(&converted).soma.impedance_mohm {
        assert!(pair.error().abs() < 1e-3, "{pair:?}");
    }
    let stick = &converted.reduction.subtrees[0].cylinder;
    let original = &converted.detailed.cell.sections[1];
    assert!((stick.length_um / original.length_um - 1.0).abs() < 0.01, "{stick:?}");
    assert!((stick.diam_um / original.diam_um[0] - 1.0).abs() < 0.01, "{stick:?}");
}

#[test]
fn every_small_model_rests_where_it_did() {
    for model in SMALL_MODELS {
        let converted = reduced(&model.directory(), &Options::default());
        let found = certificate(&converted);
        let rest = found.soma.rest_mv;
        assert!((rest.reduced - rest.detailed).abs() < 1e-6, "{}: {rest:?}", model.name);
        assert!(found.greatest_error() < 0.02, "{}: {:?}", model.name, found.soma);
        for (name, total) in &found.totals {
            assert!((total.reduced / total.detailed - 1.0).abs() < 1e-9, "{}: {name} {total:?}", model.name);
        }
    }
}

#[test]
fn the_demo_cell_keeps_its_answer_to_small_signals() {
    let folder = demo_directory();
    let converted = reduced(folder.path(), &Options::default());
    let found = certificate(&converted);
    assert!(found.soma.impedance_mohm[..5].iter().all(|pair| pair.error().abs() < 0.004), "{:?}", found.soma);
    assert!(found.greatest_error() < 0.015, "{:?}", found.soma);
    assert!(found.stems.iter().all(|stem| stem.tip.impedance_mohm[0].error().abs() < 0.05), "{:?}", found.stems);
    assert!(found.stems.iter().all(|stem| stem.input_mohm[0].error().abs() < 0.01), "{:?}", found.stems);
    let densities: Vec<&str> = found.totals.keys().map(String::as_str).collect();
    insta::assert_debug_snapshot!(densities);
    assert!(
        found.totals.values().all(|total| (total.reduced / total.detailed - 1.0).abs() < 1e-9),
        "{:?}",
        found.totals
    );
}

#[test]
fn the_further_out_the_demo_cell_is_cut_the_smaller_the_error() {
    let folder = demo_directory();
    let error = |cut_um| {
        let cut = Options { cut_distance_um: Some(cut_um), ..Options::default() };
        certificate(&reduced(folder.path(), &cut)).greatest_error()
    };
    let errors = [0.0, 200.0, 600.0].map(error);
    assert!(errors.is_sorted_by(|near, far| near > far), "{errors:?}");
    assert!(errors[1] < 0.002 && errors[2] < 0.0006, "{errors:?}");
}

#[test]
fn levels_of_several_frequencies_lie_between_theirs() {
    let folder = demo_directory();
    let error = |frequencies_hz: &[f64]| {
        let options = Options { frequencies_hz: frequencies_hz.to_vec(), ..Options::default() };
        let converted = reduced(folder.path(), &options);
        certificate(&converted).soma.impedance_mohm[2].error().abs()
    };
    let [steady, mean, fast] = [&[0.0][..], &[0.0, 200.0], &[200.0]].map(error);
    assert!(steady < 0.004 && mean < 0.05 && fast < 0.1, "{steady} {mean} {fast}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let model = SMALL_MODELS.iter().find(|model| model.name == "graded_channels").unwrap();
    let files = || reduced(&model.directory(), &Options::default()).files;
    assert!(files().iter().zip(files().iter()).all(|(one, other)| one.path == other.path && one.bytes == other.bytes));
}

#[test]
fn the_readme_says_what_was_done() {
    let model = SMALL_MODELS.iter().find(|model| model.name == "graded_channels").unwrap();
    insta::assert_snapshot!(text(&reduced(&model.directory(), &Options::default()), "README.md"));
}
