//! Reductions with the channels in, judged by NEURON: the emitted model rests and answers as its certificate says.

use std::path::Path;

use neuron_reduce::convert::{Converted, convert};
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::emit::write::write_directory;
use neuron_reduce::entry::Settings;
use neuron_reduce::reduce::Options;

use crate::support::models::{SMALL_MODELS, demo_directory};
use crate::support::neuron::{Model, Step, Trace};

/// A current that the membrane answers in proportion, when all that is slow has settled.
const STEP: Step = Step { amplitude_na: 1e-4, delay_ms: 1500.0, duration_ms: 1500.0 };

#[test]
fn the_reduced_demo_model_rests_and_answers_as_certified() {
    certified(demo_directory().path(), &Options::default(), "demo");
}

#[test]
fn the_cut_demo_model_rests_and_answers_as_certified() {
    let cut = Options { cut: vec!["apic[9]".to_owned()], ..Options::default() };
    certified(demo_directory().path(), &cut, "demo, cut");
}

#[test]
fn the_reduced_small_models_rest_and_answer_as_certified() {
    for model in SMALL_MODELS {
        certified(&model.directory(), &Options::default(), model.name);
    }
}

fn certified(directory: &Path, options: &Options, name: &str) {
    let converted = converted(directory, options);
    let certificate = converted.reduction.certificate.as_ref().unwrap();
    let rest_mv = certificate.soma.rest_mv;
    assert!((rest_mv.reduced - rest_mv.detailed).abs() < 1e-6, "{name}: {rest_mv:?}");
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out");
    write_directory(&converted.files, &output, false).unwrap();
    // Between the points of its table the slopes of hh are other ones.
    let model = Model::of_file(&output, "init.hoc").hoc("usetable_hh = 0").silent();
    let trace = model.simulate_step(STEP, STEP.delay_ms + STEP.duration_ms);
    let before_mv = at(&trace, STEP.delay_ms - 1.0);
    assert!((before_mv - rest_mv.reduced).abs() < 1e-3, "{name} rests at {before_mv}, not at {}", rest_mv.reduced);
    let after_mv = at(&trace, STEP.delay_ms + STEP.duration_ms - 1.0);
    let steady_mohm = (after_mv - before_mv) / STEP.amplitude_na;
    let wanted_mohm = certificate.soma.impedance_mohm.first().unwrap().reduced.norm();
    assert!((steady_mohm / wanted_mohm - 1.0).abs() < 2e-3, "{name}: {steady_mohm} MOhm, certified {wanted_mohm}");
}

fn at(trace: &Trace, t_ms: f64) -> f64 {
    let place = trace.t.partition_point(|&t| t < t_ms);
    *trace.v.get(place).unwrap()
}

fn converted(directory: &Path, options: &Options) -> Converted {
    convert(directory, &Settings::default(), options).unwrap_or_else(|failure| {
        panic!("{}", render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false))
    })
}
