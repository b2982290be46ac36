//! Published models as NEURON 9.0.2 builds them: every section, its geometry and every mechanism parameter.
//!
//! `NEURON_REDUCE_MODELDB` names a folder with the repositories `ModelDBRepository/ID` (archives in them unpacked); what
//! NEURON has is recorded in `../shared/truth`, after the statements (`post`), at the first `finitialize` (`pre`), or
//! after an `init()` that was added (`init`).

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use neuron_reduce::cell::snapshot;
use neuron_reduce::convert::detailed_cell;
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::entry::{Recipe, Settings};
use serde_json::Value;

/// The truth has 9 digits.
const TOLERANCE: f64 = 1.5e-8;

/// How a model is built, and which truth it must equal.
#[derive(Clone, Copy)]
struct Model {
    id: &'static str,
    tag: &'static str,
    before: &'static [&'static str],
    load: &'static [&'static str],
    run: &'static [&'static str],
    mods: Option<&'static str>,
    keep_going: bool,
    /// What is not compared, with the reason beside it.
    except: &'static [&'static str],
}

const fn model(id: &'static str, tag: &'static str, load: &'static [&'static str]) -> Model {
    Model { id, tag, before: &[], load, run: &[], mods: None, keep_going: false, except: &[] }
}

const MOSINIT: &[&str] = &["mosinit.hoc"];

const IMPORTED: &[&str] = &[
    "objref c,i3d,imp",
    "c=new model_0603_cell08_cm045()",
    "i3d=new Import3d_Neurolucida3()",
    r#"i3d.input("morphs/2013_03_06_cell08_876_H41_05_Cell2.ASC")"#,
    "imp=new Import3d_GUI(i3d,0)",
    "imp.instantiate(c)",
    "{access c.soma c.soma[0] distance()}",
    "{c.biophys()}",
    "{c.geom_nseg()}",
    "{c.active_biophys()}",
];

const GRANULE: &[&str] = &[
    "objref Granule[1],nclist,Mossy[4],Inhib[4],nclist2,synNS[4],synA[4],synG[4]",
    "Granule[0] = new GrC()",
    r#"xopen("helper_procedures.hoc")"#,
    "con1()",
    "con2()",
];

const STIMULUS: &[&str] =
    &["{dend_id1=1 dend_id2=2 tag_basal=1 apical_width=30 basal_width=30 stimulus_presentation=0 n_run=1 n_neuron=1}"];

const MODELS: &[Model] = &[
    Model { run: &["{fig_1()}", "{fig1d()}"], ..model("2488", "post", MOSINIT) },
    model("139653", "post", &["simulationcode/BAC_firing.hoc"]),
    model("151825", "post", MOSINIT),
    model("2796", "post", MOSINIT),
    Model { run: &["init()"], ..model("2796", "init", MOSINIT) },
    model("116084", "post", &["Gating/Jarsky_Gating_MainProgram_Basic.hoc"]),
    // The truth is that of the first `finitialize`; then the leak is balanced, and a section gets its segments.
    Model {
        mods: Some("mechanism"),
        except: &["pas.e_pas", "kca.gk_kca", "nseg"],
        ..model("20212", "pre", &["experiment/single-shock/Apical_Tips.hoc"])
    },
    Model { run: IMPORTED, ..model("195667", "post", &["ActiveModels/model_0603_cell08_cm045.hoc"]) },
    Model { run: &["{restart(\"tc200_cc\")}"], ..model("279", "post", MOSINIT) },
    model("112834", "post", MOSINIT),
    model("17664", "pre", MOSINIT),
    model("140828", "pre", MOSINIT),
    model("8210", "post", MOSINIT),
    model("124043", "post", MOSINIT),
    model("149100", "pre", MOSINIT),
    Model {
        run: &["objref c", "c = new TTC(\"cell1.asc\")"],
        ..model("156780", "post", &["models/L5PCbiophys3.hoc", "models/TTC.hoc"])
    },
    // The truth is that of the first `finitialize`; then the leak is balanced.
    Model { run: &["{tstop=0.05 rund()}"], except: &["pas.e_pas"], ..model("9769", "pre", MOSINIT) },
    model("19696", "post", MOSINIT),
    Model { run: &["init()"], ..model("19696", "init", MOSINIT) },
    model("64167", "post", &["fig08/run_fig8.hoc"]),
    model("127351", "post", &["2stageintegration_code/run.hoc"]),
    // A window of NEURON's for the numerical method initializes: `eca` follows the concentrations.
    Model { except: &["ca_ion.eca"], ..model("223891", "post", MOSINIT) },
    // The truth is that of the first `finitialize`: what the entry file does until then.
    Model { before: &["{tstop=333 v_init=-70}"], run: GRANULE, ..model("206267", "pre", &["Grc_Cell.hoc"]) },
    model("18501", "post", MOSINIT),
    Model { before: STIMULUS, keep_going: true, ..model("231185", "post", &["simulation.hoc"]) },
    // Its parameters come from tables that C code in its mod files searches.
    Model { keep_going: true, ..model("37819", "pre", MOSINIT) },
    model("261460", "post", &["model_files/9.hoc"]),
];

/// The only one that does not equal its truth.
const UNEQUAL: &[&str] = &["37819"];

#[test]
fn published_models_are_built_as_neuron_builds_them() {
    let Some(models) = std::env::var_os("NEURON_REDUCE_MODELDB").map(PathBuf::from) else {
        println!("skipped: NEURON_REDUCE_MODELDB names no folder of published models");
        return;
    };
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

fn recorded(path: &Path) -> Value {
    let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_reader(flate2::read::GzDecoder::new(BufReader::new(file))).unwrap()
}

/// The cell as `dump --stage cell --all --format json` prints it.
fn built(models: &Path, model: &Model) -> Result<Value, String> {
    let owned = |list: &[&str]| -> Vec<String> { list.iter().map(|&text| text.to_owned()).collect() };
    let recipe =
        Recipe { before: owned(model.before), load: owned(model.load), run: owned(model.run), ..Recipe::default() };
    let settings = Settings {
        recipe,
        mods: model.mods.map(PathBuf::from),
        keep_going: model.keep_going,
        every_section: true,
        ..Settings::default()
    };
    match detailed_cell(&models.join(model.id), &settings) {
        Ok(detailed) => Ok(snapshot::write(&detailed.cell)),
        Err(failure) => Err(render_all(&failure.diagnostics, &failure.sources, MessageFormat::Short, false)),
    }
}

/// The first difference of each kind.
fn compare(model: &Model, truth: &Value, cell: &Value) -> Vec<String> {
    let names = |sections: &Value| -> Vec<String> {
        sections.as_array().unwrap().iter().map(|section| section["name"].as_str().unwrap().to_owned()).collect()
    };
    let (expected, found) = (names(&truth["sections"]), names(&cell["sections"]));
    if expected != found {
        let first = expected.iter().zip(&found).find(|(expected, found)| expected != found);
        return vec![format!("{} sections, found {}, first {first:?}", expected.len(), found.len())];
    }
    let mut differences = Differences { model, found: vec![] };
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
        // An ion has its own numbers only where nothing was initialized after the recording.
        let is_ion = mechanism.ends_with("_ion");
        for (variable, value) in there[mechanism].as_object().unwrap() {
            let kind = format!("{mechanism}.{variable}");
            if variable == "style" {
                if found["ion_style"][mechanism.as_str()] != *value {
                    differences
                        .add(&kind, format!("`{name}` {value}, found {}", found["ion_style"][mechanism.as_str()]));
                }
            } else if !is_ion || differences.model.tag != "pre" {
                differences.number(&kind, name, value, &here[mechanism][variable.as_str()]);
            }
        }
    }
}

struct Differences<'a> {
    model: &'a Model,
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
