//! Real outputs: of the demo model, the small models and some that are wrong, reduced both ways.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::thread;

use serde_json::Value;
use tempfile::TempDir;

/// An output.
pub struct Written {
    pub layout: &'static str,
    pub value: Value,
}

/// A model with what is rare: tables that hoc fills, a linearization that is given, a vector that is played in steps, a source of
/// events that is not of the cell.
const RARE: [(&str, &str); 3] = [
    (
        "tabled.mod",
        "NEURON { SUFFIX tabled  NONSPECIFIC_CURRENT i  RANGE g }\nPARAMETER { g = 1e-4 }\nASSIGNED { v (mV)  i }\n\
         FUNCTION_TABLE f(v (mV))\nFUNCTION_TABLE h(v (mV))\nBREAKPOINT { i = g*f(v)*h(v)*(v + 65) }\n",
    ),
    (
        "neuron-reduce.toml",
        "load = ['a.hoc']\n[linearization.tabled]\nion = 'k'\nv-mv = -70\ncurrent-ma-per-cm2 = 1e-4\n\
         conductance-s-per-cm2 = 1e-4\nscale = 'g'\nbranches = [{ conductance-s-per-cm2 = 1e-5, tau-ms = 10 }]\n",
    ),
    (
        "a.hoc",
        "create soma, dend, other\nconnect dend(0), soma(1)\nsoma v(0.0001) = 0\ndend v(0.0001) = 3\n{ celsius = 20 v_init = -70 }\nforall { insert pas insert tabled }\n\
         objref x, y, clamp, synapse, connection\n{ x = new Vector() x.append(-100, 0) y = new Vector() y.append(1, 3) }\n\
         double z[2]\n{ z[0] = 1 z[1] = 2 table_f_tabled(y, x) table_h_tabled(&z[0], 2, -100, 50) }\n\
         soma clamp = new IClamp(0.5)\n{ clamp.dur = 10 y.play(&clamp.amp, 5) }\ndend synapse = new ExpSyn(0.5)\n\
         other connection = new NetCon(&v(0.5), synapse)\n",
    ),
];

/// All of them; they are made once.
pub fn outputs() -> &'static [Written] {
    static OUTPUTS: LazyLock<Vec<Written>> = LazyLock::new(made);
    &OUTPUTS
}

fn made() -> Vec<Written> {
    let (demo, batch) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    neuron_reduce::demo::write(demo.path()).unwrap();
    let rare = tempfile::tempdir().unwrap();
    for (name, text) in RARE {
        fs::write(rare.path().join(name), text).unwrap();
    }
    let models = small_models();
    thread::scope(|scope| {
        let mut makers = vec![
            scope.spawn(|| of_model(demo.path())),
            scope.spawn(|| of_model(rare.path())),
            scope.spawn(|| of_batch(&models, &batch)),
        ];
        makers.push(scope.spawn(|| models.iter().flat_map(|model| of_model(model)).collect()));
        makers.push(scope.spawn(|| of_mods(&demo)));
        makers.into_iter().flat_map(|maker| maker.join().unwrap()).collect()
    })
}

fn small_models() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models");
    let mut models: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    models.retain(|path| path.is_dir());
    models.sort();
    models
}

fn of_model(model: &Path) -> Vec<Written> {
    let mut written = vec![];
    for (stage, layout) in [("cell", "cell"), ("rest", "rest"), ("impedance", "subtrees"), ("reduced", "reduced")] {
        let (text, _) = run(&["dump", "--stage", stage, "--format", "json"], model);
        written.extend(lines(layout, &text));
    }
    let frequencies = ["--format", "json", "--frequency", "0:100:50"];
    for (command, more) in
        [("impedance", &[][..]), ("impedance", &["--membrane", "passive"]), ("inspect", &["--v", "-65:-45:20"])]
    {
        written.extend(lines(command, &run(&[&[command], &frequencies[..], more].concat(), model).0));
    }
    for more in [
        &[][..],
        &["--membrane", "passive", "--segments", "0.2", "--frequency", "10"],
        &["--segments", "40", "--max-error", "1e-9"],
    ] {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out");
        let (_, messages) =
            run(&[&["reduce", "-o", output.to_str().unwrap(), "--message-format", "json"], more].concat(), model);
        written.extend(lines("diagnostic", &messages));
        written.extend(lines("reduction", &fs::read_to_string(output.join("reduction.json")).unwrap_or_default()));
    }
    written
}

/// A batch with models that fail.
fn of_batch(models: &[PathBuf], folder: &TempDir) -> Vec<Written> {
    let output = folder.path().join("out");
    let arguments = ["batch", "gone", "--message-format", "json", "-o", output.to_str().unwrap()];
    let (_, messages) = output_of(Command::new(program()).args(arguments).args(models));
    let table = fs::read_to_string(output.join("outcomes.jsonl")).unwrap();
    lines("diagnostic", &messages).into_iter().chain(lines("outcome", &table)).collect()
}

/// Mod files of every kind on their own.
fn of_mods(demo: &TempDir) -> Vec<Written> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let folders = [demo.path().join("mod"), corpus.join("membrane"), corpus.join("nmodl/odd")];
    let arguments = ["inspect", "--format", "json", "--message-format", "json", "--frequency", "0:20:10"];
    let (texts, messages): (Vec<_>, Vec<_>) = folders.iter().map(|folder| run(&arguments, folder)).unzip();
    let (_, checked) = run(&["check", "--message-format", "json"], &corpus);
    let messages = messages.iter().chain([&checked]).flat_map(|text| lines("diagnostic", text));
    texts.iter().flat_map(|text| lines("inspect", text)).chain(messages).collect()
}

/// A document, or one a line.
fn lines(layout: &'static str, text: &str) -> Vec<Written> {
    let values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    values
        .map(|value| Written { layout, value: value.unwrap_or_else(|error| panic!("{layout}: {error} in {text}")) })
        .collect()
}

fn run(arguments: &[&str], model: &Path) -> (String, String) {
    output_of(Command::new(program()).args(arguments).arg(model))
}

/// What stands on standard output and standard error.
fn output_of(command: &mut Command) -> (String, String) {
    let done = command.output().unwrap();
    (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
}

fn program() -> &'static str {
    env!("CARGO_BIN_EXE_neuron-reduce")
}
