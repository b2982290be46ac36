//! Every number of a model against what NEURON has.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use neuron_reduce::cell::snapshot;
use neuron_reduce::convert::detailed_cell;
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use serde_json::Value;

use super::models::Model;

/// The truth has 9 digits.
const TOLERANCE: f64 = 1.5e-8;

/// What NEURON has.
pub fn recorded(path: &Path) -> Value {
    let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_reader(flate2::read::GzDecoder::new(BufReader::new(file))).unwrap()
}

/// The cell as `dump --stage cell --all --format json` prints it.
pub fn built(models: &Path, model: &Model) -> Result<Value, String> {
    match detailed_cell(&models.join(model.id), &model.settings(true)) {
        Ok(detailed) => Ok(snapshot::write(&detailed.cell)),
        Err(failure) => Err(render_all(&failure.diagnostics, &failure.sources, MessageFormat::Short, false)),
    }
}

/// The first difference of each kind.
pub fn compare(model: &Model, truth: &Value, cell: &Value) -> Vec<String> {
    let names = |sections: &Value| -> Vec<String> {
        sections.as_array().unwrap().iter().map(|section| section["name"].as_str().unwrap().to_owned()).collect()
    };
    let (expected, found) = (names(&truth["sections"]), names(&cell["sections"]));
    if expected != found {
        let first = expected.iter().zip(&found).find(|(expected, found)| expected != found);
        return vec![format!("{} sections, found {}, first {first:?}", expected.len(), found.len())];
    }
    let is_settled = model.tag != "pre" && truth["t_sim"] == 0.0;
    let mut differences = Differences { model, is_settled, found: vec![] };
    for (expected, found) in truth["sections"].as_array().unwrap().iter().zip(cell["sections"].as_array().unwrap()) {
        section(expected, found, cell, &mut differences);
    }
    differences.number("celsius", "", &truth["celsius"], &cell["celsius"]);
    differences.found.into_iter().map(|(kind, text)| format!("{kind}: {text}")).collect()
}

fn section(expected: &Value, found: &Value, cell: &Value, differences: &mut Differences<'_>) {
    let name = expected["name"].as_str().unwrap();
    if expected["nseg"] != found["nseg"] {
        differences.add("nseg", format!("`{name}` {}, found {}", expected["nseg"], found["nseg"]));
        return;
    }
    for (kind, ours) in [("parent", "parent"), ("px", "parent_x"), ("n3d", "n_pt3d")] {
        if expected[kind] != found[ours] {
            differences.add(kind, format!("`{name}` {}, found {}", expected[kind], found[ours]));
        }
    }
    let (nseg, first) = (count(&found["nseg"]), count(&found["seg0"]));
    for kind in ["L", "Ra", "cm"] {
        differences.number(kind, name, &expected[kind], &found[kind]);
    }
    for kind in ["diam", "area", "ri"] {
        let values = cell["segments"][kind].as_array().unwrap();
        let own = Value::from(values[first..first + nseg].to_vec());
        differences.number(kind, name, &expected[kind], &own);
    }
    mechanisms(name, expected, found, differences);
}

fn mechanisms(name: &str, expected: &Value, found: &Value, differences: &mut Differences<'_>) {
    let own = ["morphology", "capacitance"];
    let (there, here) = (expected["mech"].as_object().unwrap(), found["mechs"].as_object().unwrap());
    let mut names: Vec<_> = there.keys().filter(|key| !own.contains(&key.as_str())).collect();
    let mut mine: Vec<_> = here.keys().collect();
    names.sort();
    mine.sort();
    if names != mine {
        differences.add("mechanisms", format!("`{name}` {names:?}, found {mine:?}"));
        return;
    }
    for mechanism in names {
        let is_ion = mechanism.ends_with("_ion");
        for (variable, value) in there[mechanism].as_object().unwrap() {
            let kind = format!("{mechanism}.{variable}");
            if variable == "style" {
                if found["ion_style"][mechanism.as_str()] != *value {
                    differences
                        .add(&kind, format!("`{name}` {value}, found {}", found["ion_style"][mechanism.as_str()]));
                }
            } else if !is_ion || differences.is_settled {
                differences.number(&kind, name, value, &here[mechanism][variable.as_str()]);
            }
        }
    }
}

struct Differences<'a> {
    model: &'a Model,
    /// Ions have their own numbers only where nothing was initialized or simulated after the recording.
    is_settled: bool,
    found: Vec<(String, String)>,
}

impl Differences<'_> {
    fn add(&mut self, kind: &str, text: String) {
        if !self.model.except.contains(&kind) && self.found.iter().all(|(known, _)| known != kind) {
            self.found.push((kind.to_owned(), text));
        }
    }

    /// Numbers or lists of them; a list that is all the same may be one number.
    fn number(&mut self, kind: &str, name: &str, expected: &Value, found: &Value) {
        let (expected, found) = (numbers(expected), numbers(found));
        let length = expected.len().max(found.len());
        let at = |values: &[f64], index: usize| if values.len() == 1 { values[0] } else { values[index] };
        let complete = |values: &[f64]| values.len() == 1 || values.len() == length;
        if !complete(&expected) || !complete(&found) {
            return self.add(kind, format!("`{name}` {} values, found {}", expected.len(), found.len()));
        }
        let differs = |&index: &usize| {
            let (expected, found) = (at(&expected, index), at(&found, index));
            (expected - found).abs() > TOLERANCE * expected.abs().max(found.abs())
        };
        if let Some(index) = (0..length).find(differs) {
            self.add(kind, format!("`{name}` {}, found {}", at(&expected, index), at(&found, index)));
        }
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        value => value.as_f64().into_iter().collect(),
    }
}

fn count(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}
