//! Published models: as NEURON 9.0.2 builds them, every section, its geometry and every mechanism parameter; and reduced.
//!
//! `NEURON_REDUCE_MODELDB` names a folder with the repositories `ModelDBRepository/ID` (archives in them unpacked); what
//! NEURON has is recorded in `../shared/truth`, after the statements (`post`), at the first `finitialize` (`pre`), or
//! after an `init()` that was added (`init`). With `--nocapture` the second test prints the first table of
//! `docs/models.md`, the third the second.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod fire;
mod models;
#[path = "../support/mod.rs"]
mod support;
mod truth;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use models::{MODELS, Model};
use neuron_reduce::convert::{Converted, convert};
use neuron_reduce::emit::record::totals;
use neuron_reduce::reduce::Options;
use truth::{built, compare, recorded};

/// The only one that does not equal its truth.
const UNEQUAL: &[&str] = &["37819"];

/// Models without a cell that the passive reduction takes.
const UNREDUCED: &[&str] = &["37819", "261460"];

/// Reduced models that NEURON does not run.
const FAILED: &[&str] = &[];

/// Reduced models that do not fire in NEURON, whatever the current.
const SILENT: &[&str] = &[];

fn models_folder() -> Option<PathBuf> {
    let models = std::env::var_os("NEURON_REDUCE_MODELDB").map(PathBuf::from);
    if models.is_none() {
        println!("skipped: NEURON_REDUCE_MODELDB names no folder of published models");
    }
    models
}

#[test]
fn published_models_are_built_as_neuron_builds_them() {
    let Some(models) = models_folder() else { return };
    let truths = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/truth");
    if !truths.is_dir() {
        println!("skipped: the recorded truth is not beside the project");
        return;
    }
    let mut unequal = vec![];
    for model in MODELS {
        let truth = recorded(&truths.join(format!("{}.{}.json.gz", model.id, model.tag)));
        let differences = built(&models, model).map(|cell| compare(model, &truth, &cell));
        match differences {
            Ok(differences) if differences.is_empty() => println!("{} {}: equal", model.id, model.tag),
            Ok(differences) => {
                println!("{} {}: {}", model.id, model.tag, differences.join("\n    "));
                unequal.push(model.id);
            }
            Err(messages) => {
                println!("{} {}: not built\n{messages}", model.id, model.tag);
                unequal.push(model.id);
            }
        }
    }
    assert_eq!(unequal, UNEQUAL, "models that differ from NEURON");
}

#[test]
fn published_models_are_reduced() {
    let Some(models) = models_folder() else { return };
    println!("| model | cell | sections | segments | reduced to | segments | s |\n|---|---|---|---|---|---|---|");
    let (mut seen, mut unreduced) = (BTreeSet::new(), vec![]);
    for model in MODELS.iter().filter(|model| seen.insert(model.id)) {
        let start = Instant::now();
        match convert(&models.join(model.id), &model.settings(false), &Options::passive()) {
            Ok(converted) => println!("{}", row(model, &converted, start)),
            Err(failure) => {
                let fatal = failure.diagnostics.iter().find(|diagnostic| diagnostic.is_fatal()).unwrap();
                println!("| {} | {} |", model.id, fatal.message);
                unreduced.push(model.id);
            }
        }
    }
    assert_eq!(unreduced, UNREDUCED, "models that are not reduced");
}

#[test]
fn reduced_models_rest_and_fire_in_neuron() {
    let Some(models) = models_folder() else { return };
    println!("| model | compiles | rest (mV) | fires (nA) |\n|---|---|---|---|");
    let (mut seen, mut silent, mut failed) = (BTreeSet::new(), vec![], vec![]);
    for model in MODELS.iter().filter(|model| seen.insert(model.id) && !UNREDUCED.contains(&model.id)) {
        let converted = convert(&models.join(model.id), &model.settings(false), &Options::passive()).unwrap();
        match fire::reduced_in_neuron(&converted) {
            Ok(fired) => {
                println!("{}", fired.row(model.id));
                silent.extend(fired.fires_na.is_none().then_some(model.id));
                failed.extend(fired.rest_mv.is_none().then_some(model.id));
            }
            Err(message) => {
                println!("| {} | {message} |", model.id);
                failed.push(model.id);
            }
        }
    }
    assert_eq!(failed, FAILED, "models that NEURON does not run");
    assert_eq!(silent, SILENT, "models that do not fire");
}

fn row(model: &Model, converted: &Converted, start: Instant) -> String {
    let [before, after] = [&converted.detailed.cell, &converted.reduction.cell].map(totals);
    let (id, name, seconds) = (model.id, &converted.detailed.name, start.elapsed().as_secs_f64());
    format!(
        "| {id} | {name} | {} | {} | {} | {} | {seconds:.2} |",
        before.sections, before.segments, after.sections, after.segments
    )
}
