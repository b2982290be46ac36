//! Reductions with the channels in: what is kept, what is added up, what is said.

use std::path::Path;

use neuron_reduce::convert::{Converted, convert};
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::entry::Settings;
use neuron_reduce::reduce::certificate::Certificate;
use neuron_reduce::reduce::{Options, Segments};

use crate::support::models::{SMALL_MODELS, demo_directory};

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

/// A soma with a stem of a few segments, which leaks so much.
fn stem(nseg: usize, g_pas: f64) -> Converted {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("init.hoc"),
        format!(
            "create soma, dend\nconnect dend(0), soma(1)\nsoma {{ L = 20 diam = 20 }}\ndend {{ L = 300 diam = 1.5 nseg = {nseg} }}
            forall {{ insert pas g_pas = {g_pas:e} }}\naccess soma\n"
        ),
    )
    .unwrap();
    reduced(folder.path(), &Options::default())
}

/// Beyond the middle of its last segment no current flows, so there the voltage does not fall: that half counts all the same, and
/// what rounding makes of the voltage does not matter.
#[test]
fn a_stem_of_few_segments_is_as_long_as_it_was() {
    for nseg in [1, 2, 3] {
        let lengths: Vec<f64> = (0..20)
            .map(|variant| {
                stem(nseg, 1e-4 * (1.0 + 1e-12 * f64::from(variant))).reduction.subtrees[0].cylinder.length_um
            })
            .collect();
        assert!(lengths.iter().all(|length_um| (length_um - lengths[0]).abs() < 1e-3), "{nseg}: {lengths:?}");
        assert!((lengths[0] / 300.0 - 1.0).abs() < 0.01, "{nseg}: {lengths:?}");
    }
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

/// Segments and cables of the demo cell, and the greatest error of the soma's input impedance up to 200 Hz.
fn with_segments(folder: &Path, total: usize) -> (usize, usize, f64) {
    let converted = reduced(folder, &Options { segments: Segments::Total(total), ..Options::default() });
    let segments = converted.reduction.cell.sections.iter().map(|section| section.nseg).sum();
    (segments, converted.reduction.subtrees.len(), certificate(&converted).greatest_error())
}

#[test]
fn the_more_segments_there_are_the_more_branches_stay_apart() {
    let folder = demo_directory();
    let found = [60, 100, 200, 500].map(|total| with_segments(folder.path(), total));
    for (total, (segments, _, _)) in [60, 100, 200, 500].into_iter().zip(found) {
        assert!(segments <= total && segments * 10 >= total * 8, "{segments} of {total}");
    }
    assert!(found.is_sorted_by(|(_, few, _), (_, many, _)| few < many), "{found:?}");
    assert!(found[..2].iter().all(|(_, _, error)| *error < 0.015) && found[3].2 < 0.001, "{found:?}");
}

/// Of a short stem beside a long one no segment is much shorter than a tenth of the length constant at 100 Hz.
#[test]
fn no_segment_is_short() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("init.hoc"),
        "create soma, dend[2]\nconnect dend[0](0), soma(1)\nconnect dend[1](0), soma(0)\nsoma { L = 20 diam = 20 }
        dend[0] { L = 6 diam = 8 nseg = 9 }\ndend[1] { L = 900 diam = 1 nseg = 91 }\nforall insert pas\naccess soma\n",
    )
    .unwrap();
    let converted = reduced(folder.path(), &Options { segments: Segments::Total(100), ..Options::default() });
    let nseg = |root: &str| converted.reduction.subtrees.iter().find(|subtree| subtree.root == root).unwrap().nseg;
    assert_eq!(nseg("dend[0]"), 1);
    assert!((15..=25).contains(&nseg("dend[1]")), "{}", nseg("dend[1]"));
}

#[test]
fn a_cut_at_the_soma_leaves_one_cable_for_each_stem() {
    let folder = demo_directory();
    let cut = reduced(folder.path(), &Options { cut_distance_um: Some(0.0), ..Options::default() });
    let roots: Vec<&str> = cut.reduction.subtrees.iter().map(|subtree| subtree.root.as_str()).collect();
    let parent = |name: &str| cut.detailed.cell.sections.iter().find(|section| section.name == name)?.parent;
    assert!(roots.iter().all(|root| parent(root).unwrap().section == cut.reduction.soma), "{roots:?}");
}

#[test]
fn too_few_segments_give_one_to_each_stem() {
    let folder = demo_directory();
    let converted = reduced(folder.path(), &Options { segments: Segments::Total(2), ..Options::default() });
    assert!(converted.reduction.subtrees.iter().all(|subtree| subtree.nseg == 1), "{:?}", converted.reduction.subtrees);
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
