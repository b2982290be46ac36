//! The Snakemake workflow: twenty models in shards on this machine give the tables of one batch, packed or in place.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::venv::{installed, target_directory};

const SNAKEMAKE: &str = "snakemake==9.27.1";

const HOC: &str = "create soma, dend[2]\nsoma { L = 20 diam = 20 }\n\
    for i = 0, 1 { connect dend[i](0), soma(1)\n dend[i] { L = 100 diam = 1 nseg = 3 } }\n\
    forall insert pas\ncelsius = 34\nv_init = -70\n";

fn snakemake() -> PathBuf {
    let base = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let venv = target_directory().join("snakemake-9.27.1");
    installed(&base, &[SNAKEMAKE], &venv).unwrap_or_else(|message| panic!("{message}"))
}

/// Nineteen models, and one that is broken.
fn models(folder: &Path) {
    for count in 0..20 {
        let model = folder.join(format!("cells/m{count:02}"));
        fs::create_dir_all(&model).unwrap();
        let hoc = if count == 13 { "create soma {".to_owned() } else { format!("{HOC}dend[0].L = {}\n", 50 + count) };
        fs::write(model.join("cell.hoc"), hoc).unwrap();
    }
    let list: Vec<String> = (0..20).map(|count| format!("cells/m{count:02}")).collect();
    fs::write(folder.join("models.txt"), list.join("\n")).unwrap();
}

/// Options first, then keys of `--config`.
fn workflow(folder: &Path, more: &[&str], keys: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = format!("program={}", env!("CARGO_BIN_EXE_neuron-reduce"));
    let mut command = Command::new(snakemake());
    command.args(["-m", "snakemake", "--snakefile"]).arg(root.join("workflow/Snakefile"));
    command.arg("--profile").arg(root.join("workflow/profiles/local")).args(more);
    command.args(["--config", "models=models.txt", "output=reduced", "shard_size=6", "threads=2"]);
    command.args(["options=--membrane passive", &program]).args(keys).current_dir(folder);
    let output = command.env("XDG_CACHE_HOME", folder.join("cache")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Rows without the columns that name the model's path and its output.
fn rows(table: &Path) -> Vec<String> {
    let text = fs::read_to_string(table).unwrap();
    text.lines().map(|row| row.splitn(3, ',').nth(2).unwrap().to_owned()).collect()
}

/// The models' outputs, as the table names them.
fn outputs(table: &Path) -> Vec<String> {
    let text = fs::read_to_string(table).unwrap();
    text.lines().skip(1).map(|row| row.split(',').nth(1).unwrap().to_owned()).collect()
}

#[test]
fn shards_give_the_tables_of_one_batch() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    models(folder);
    let planned = workflow(folder, &["--dry-run"], &[]);
    let said = String::from_utf8_lossy(&planned.stdout).into_owned() + &String::from_utf8_lossy(&planned.stderr);
    assert!(said.lines().any(|line| line.split_whitespace().eq(["reduce_shard", "4"])), "{said}");
    assert!(!folder.join("reduced").exists());
    workflow(folder, &[], &[]);
    let mut batch = Command::new(env!("CARGO_BIN_EXE_neuron-reduce"));
    batch.args(["batch", "--list", "models.txt", "-o", "whole", "--membrane", "passive"]).current_dir(folder);
    assert_eq!(batch.output().unwrap().status.code(), Some(1));
    assert_eq!(rows(&folder.join("reduced/outcomes.csv")), rows(&folder.join("whole/outcomes.csv")));
    assert_eq!(outputs(&folder.join("reduced/outcomes.csv"))[11..13], ["00001/m11", "00002/m12"]);
    assert_eq!(fs::read_to_string(folder.join("reduced/outcomes.jsonl")).unwrap().lines().count(), 20);
    assert!(folder.join("reduced/models/00002/m12/cell.hoc").is_file());
    assert!(!folder.join("reduced/models/00002/m13").exists());
    let again = workflow(folder, &[], &[]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("Nothing to be done"));
}

#[test]
fn models_that_are_added_to_a_shard_or_cut_otherwise_are_reduced() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    models(folder);
    let list = fs::read_to_string(folder.join("models.txt")).unwrap();
    let first: Vec<&str> = list.lines().take(8).collect();
    fs::write(folder.join("models.txt"), first.join("\n")).unwrap();
    workflow(folder, &[], &[]);
    let table = folder.join("reduced/outcomes.csv");
    assert_eq!(outputs(&table).last().unwrap(), "00001/m07");
    let first: Vec<&str> = list.lines().take(9).collect();
    fs::write(folder.join("models.txt"), first.join("\n")).unwrap();
    workflow(folder, &[], &[]);
    assert_eq!(outputs(&table)[6..], ["00001/m06", "00001/m07", "00001/m08"]);
    let log = fs::read_to_string(folder.join("reduced/logs/00001.txt")).unwrap();
    assert!(log.contains("2 of them were known from before"), "{log}");
    workflow(folder, &[], &["shard_size=12"]);
    assert_eq!(outputs(&table)[6..], ["00000/m06", "00000/m07", "00000/m08"]);
}

#[test]
fn a_packed_shard_holds_what_one_in_place_has() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    models(folder);
    workflow(folder, &[], &[]);
    let packed = ["output=packed", "pack=true"];
    workflow(folder, &[], &packed);
    let archive = folder.join("packed/models/00002.tar.gz");
    let bytes = fs::read(&archive).unwrap();
    assert!(!folder.join("packed/models/00002/m12").exists());
    for table in ["outcomes.csv", "outcomes.jsonl"] {
        let [one, other] = ["reduced", "packed"].map(|output| fs::read(folder.join(output).join(table)).unwrap());
        assert_eq!(one, other, "{table}");
    }
    let unpacked = Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(folder).status().unwrap();
    assert!(unpacked.success());
    let differing = Command::new("diff").arg("-r").args(["00002", "reduced/models/00002"]).current_dir(folder).output();
    assert_eq!(String::from_utf8_lossy(&differing.unwrap().stdout), "");
    fs::remove_file(&archive).unwrap();
    workflow(folder, &[], &packed);
    assert!(fs::read(&archive).unwrap() == bytes, "another run gives other bytes");
}
