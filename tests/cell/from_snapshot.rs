//! A cell as json in a model directory's place: `--from-snapshot`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::models::{SMALL_MODELS, SmallModel};

/// A folder with the snapshot of a small model.
struct Folder(TempDir);

impl Folder {
    fn of(model: &SmallModel) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        let output = folder.run(&["dump", &shown(&model.directory()), "--stage", "cell", "--format", "json"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::write(folder.path("cell.json"), output.stdout).unwrap();
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn change(&self, change: impl FnOnce(&mut Value)) {
        let mut cell: Value = serde_json::from_str(&self.text("cell.json")).unwrap();
        change(&mut cell);
        fs::write(self.path("cell.json"), cell.to_string()).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_neuron-reduce"));
        command.args(arguments).current_dir(self.0.path()).output().unwrap()
    }

    /// What stands on stderr; the exit code must be as told.
    fn reduced(&self, more: &[&str], code: i32) -> String {
        let arguments = [&["reduce", "--from-snapshot", "cell.json", "-o", "out", "--force"], more].concat();
        let output = self.run(&arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{errors}");
        errors
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn a_snapshot_is_reduced_as_the_model_that_it_is_of() {
    for model in &SMALL_MODELS {
        let folder = Folder::of(model);
        let directory = shown(&model.directory());
        for membrane in ["passive", "quasi-active"] {
            let output = folder.run(&["reduce", &directory, "-o", "direct", "--membrane", membrane, "--force"]);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let mods = if folder.path("direct/mod").exists() { vec!["--mods", directory.as_str()] } else { vec![] };
            folder.reduced(&[&["--membrane", membrane], mods.as_slice()].concat(), 0);
            assert_eq!(folder.text("direct/segment_map.csv"), folder.text("out/segment_map.csv"), "{}", model.name);
            let record = |name: &str| serde_json::from_str::<Value>(&folder.text(name)).unwrap();
            let [direct, ours] = [record("direct/reduction.json"), record("out/reduction.json")];
            for key in ["sections", "subtrees", "segments", "kinds", "certificate", "totals", "mod_files"] {
                assert_eq!(direct[key], ours[key], "{} {membrane}: {key}", model.name);
            }
            assert!(folder.text("out/README.md").contains("--from-snapshot cell.json"), "{}", model.name);
        }
    }
}

#[test]
fn without_mod_files_the_membrane_is_the_passive_one() {
    let folder = Folder::of(&SmallModel::named("graded_channels"));
    let message = "warning[snapshot::mods]: no mod files of `cahva`, `capool`, `ih`, `mix`";
    let help = "= help: name the folder of the mod files: `--mods FOLDER`\n";
    let active = folder.reduced(&[], 0);
    assert!(active.contains(&format!("{message}: the cell is measured with its passive membrane\n")), "{active}");
    assert!(active.contains(help), "{active}");
    let passive = folder.reduced(&["--membrane", "passive"], 0);
    assert!(passive.contains(&format!("{message}: the reduced model has to find them compiled\n")), "{passive}");
    let model = folder.text("out/model.py");
    assert!(model.contains("\"ih\": {\n                \"gbar_ih\": "), "every value is written:\n{model}");
    assert!(!model.contains("COMPILED_MECHANISMS"), "{model}");
    assert!(folder.text("out/README.md").contains("no mod files of `cahva`"));
}

#[test]
fn what_hh_is_needs_no_mod_file() {
    let folder = Folder::of(&SmallModel::named("y_branch"));
    folder.change(|cell| {
        for section in cell["sections"].as_array_mut().unwrap() {
            section["mechs"]["hh"] = json!({"gnabar_hh": 0.01, "gkbar_hh": 0.003, "gl_hh": 0.0001, "el_hh": -60});
            section["mechs"]["na_ion"] = json!({"ena": 50, "nai": 10, "nao": 140});
            section["mechs"]["k_ion"] = json!({"ek": -77, "ki": 54.4, "ko": 2.5});
            section["ion_style"] = json!({"na_ion": 0, "k_ion": 0});
        }
    });
    assert!(!folder.reduced(&[], 0).contains("snapshot::mods"));
    let record: Value = serde_json::from_str(&folder.text("out/reduction.json")).unwrap();
    assert!(record["certificate"].is_object());
}

#[test]
fn defaults_and_the_name_are_taken_from_it() {
    let folder = Folder::of(&SmallModel::named("y_branch"));
    folder.change(|cell| {
        cell["name"] = json!("Pyramidal");
        cell["defaults"] = json!({"strange": {"gbar_strange": 0.25}});
        cell["sections"][2]["mechs"]["strange"] = json!({"gbar_strange": 0.5});
    });
    let errors = folder.reduced(&["--membrane", "passive"], 0);
    assert!(errors.contains("mechanism `strange` is only in a part of what `dend[0]` replaces"), "{errors}");
    let model = folder.text("out/model.py");
    assert!(model.contains("class Pyramidal_reduced:"), "{model}");
    let values = &model[model.find("\"gbar_strange\": [").unwrap()..];
    let values = &values[..values.find(']').unwrap()];
    assert!(values.contains("0.25") && values.contains("0.5"), "what nothing came to has the default: {values}");
}

#[test]
fn options_win_over_what_it_says() {
    let folder = Folder::of(&SmallModel::named("y_branch"));
    folder.reduced(&["--membrane", "passive", "--celsius", "21", "--v-init", "-77.5"], 0);
    let record: Value = serde_json::from_str(&folder.text("out/reduction.json")).unwrap();
    assert_eq!((record["celsius"].as_f64(), record["v_init"].as_f64()), (Some(21.0), Some(-77.5)));
}

#[test]
fn a_file_that_is_none_is_refused() {
    let folder = Folder::of(&SmallModel::named("y_branch"));
    fs::write(folder.path("cell.json"), "{").unwrap();
    let errors = folder.reduced(&[], 1);
    assert!(errors.starts_with("error[snapshot::json]: the snapshot is no json"), "{errors}");
    fs::remove_file(folder.path("cell.json")).unwrap();
    let errors = folder.reduced(&[], 1);
    assert!(errors.starts_with("error[snapshot::read]: the snapshot `cell.json` cannot be read"), "{errors}");
    let output = folder.run(&["reduce", "--from-snapshot", "cell.json", "model", "-o", "out"]);
    assert_eq!(output.status.code(), Some(2), "a directory and a snapshot");
}

#[test]
fn a_name_that_would_be_a_program_is_refused() {
    let folder = Folder::of(&SmallModel::named("y_branch"));
    folder.change(|cell| cell["sections"][0]["name"] = json!("soma) system(\"true\""));
    let errors = folder.reduced(&[], 1);
    let refused = "error[snapshot::kind]: `sections[0].name` of the snapshot: `soma) system(\"true\"` is no name such as \
                   `dend` or `dend[3]` at line 1 column ";
    assert!(errors.starts_with(refused), "{errors}");
}

#[test]
fn other_commands_take_it_too() {
    let model = SmallModel::named("y_branch");
    let folder = Folder::of(&model);
    let direct = folder.run(&["impedance", &shown(&model.directory()), "--frequency", "0:20:10", "--format", "csv"]);
    let ours = folder.run(&["impedance", "--from-snapshot", "cell.json", "--frequency", "0:20:10", "--format", "csv"]);
    assert!(ours.status.success(), "{}", String::from_utf8_lossy(&ours.stderr));
    assert_eq!(direct.stdout, ours.stdout);
    let inspected = folder.run(&["inspect", "--from-snapshot", "cell.json", "--v", "-70", "--format", "json"]);
    assert!(inspected.status.success(), "{}", String::from_utf8_lossy(&inspected.stderr));
    let again = folder.run(&["dump", "--from-snapshot", "cell.json", "--stage", "cell", "--format", "json"]);
    assert_eq!(String::from_utf8(again.stdout).unwrap(), folder.text("cell.json"), "what is read is what is written");
}

#[test]
fn an_ion_without_a_style_has_that_of_its_mechanisms() {
    let folder = Folder::of(&SMALL_MODELS[0]);
    let files = || ["cell.hoc", "reduction.json"].map(|name| folder.text(&format!("out/{name}")));
    folder.reduced(&["--membrane", "quasi-active"], 0);
    let told = files();
    folder.change(|cell| {
        for section in cell["sections"].as_array_mut().unwrap() {
            assert!(section.as_object_mut().unwrap().remove("ion_style").is_some());
        }
    });
    folder.reduced(&["--membrane", "quasi-active"], 0);
    assert_eq!(files(), told);
}

#[test]
fn a_stem_whose_voltage_grows_outward_is_as_thick_as_it_was() {
    let hh = |gnabar: f64| json!({ "gnabar_hh": gnabar, "gkbar_hh": 0.0, "gl_hh": 0.0, "el_hh": -54.3 });
    let section = |name: &str, parent: Value, length_um: f64, gnabar: f64| {
        json!({
            "name": name, "nseg": 1, "L": length_um, "Ra": 100, "cm": 1, "ri_end": 7.957_747, "parent": parent, "parent_x": 1,
            "mechs": { "pas": { "g_pas": 1e-4, "e_pas": -65 }, "hh": hh(gnabar), "na_ion": { "ena": 50 }, "k_ion": { "ek": -77 } },
        })
    };
    let cell = json!({
        "celsius": 6.3, "v_init": -65,
        "sections": [section("soma", Value::Null, 20.0, 0.0), section("dend", json!("soma"), 50.0, 0.05)],
        "segments": { "diam": [20, 2], "area": [1256.6, 314.16], "ri": [0.05, 7.957_747] },
    });
    let folder = Folder(tempfile::tempdir().unwrap());
    fs::write(folder.path("cell.json"), cell.to_string()).unwrap();
    folder.reduced(&["--membrane", "quasi-active"], 0);
    let record: Value = serde_json::from_str(&folder.text("out/reduction.json")).unwrap();
    let stem = &record["subtrees"][0];
    assert!((stem["diam"].as_f64().unwrap() - 2.0).abs() < 1e-4, "{stem}");
    assert!((stem["length"].as_f64().unwrap() - 50.0).abs() < 1e-3, "{stem}");
    assert!(record["certificate"]["greatest_error"].as_f64().unwrap() < 0.01, "{}", record["certificate"]);
}
