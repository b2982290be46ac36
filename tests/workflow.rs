//! The Snakemake workflow: twenty models in shards on this machine give the tables of one batch.
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

fn workflow(folder: &Path, more: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = format!("program={}", env!("CARGO_BIN_EXE_neuron-reduce"));
    let mut command = Command::new(snakemake());
    command.args(["-m", "snakemake", "--snakefile"]).arg(root.join("workflow/Snakefile"));
    command.arg("--profile").arg(root.join("workflow/profiles/local")).args(more);
    command.args(["--config", "models=models.txt", "output=reduced", "shard_size=6", "threads=2"]);
    command.args(["options=--membrane passive", &program]).current_dir(folder);
    let output = command.env("XDG_CACHE_HOME", folder.join("cache")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Rows without the column that names the model's path.
fn rows(table: &Path) -> Vec<String> {
    let text = fs::read_to_string(table).unwrap();
    text.lines().map(|row| row.split_once(',').unwrap().1.to_owned()).collect()
}

#[test]
fn shards_give_the_tables_of_one_batch() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    models(folder);
    let planned = workflow(folder, &["--dry-run"]);
    let said = String::from_utf8_lossy(&planned.stdout).into_owned() + &String::from_utf8_lossy(&planned.stderr);
    assert!(said.lines().any(|line| line.split_whitespace().eq(["reduce_shard", "4"])), "{said}");
    assert!(!folder.join("reduced").exists());
    workflow(folder, &[]);
    let mut batch = Command::new(env!("CARGO_BIN_EXE_neuron-reduce"));
    batch.args(["batch", "--list", "models.txt", "-o", "whole", "--membrane", "passive"]).current_dir(folder);
    assert_eq!(batch.output().unwrap().status.code(), Some(1));
    assert_eq!(rows(&folder.join("reduced/outcomes.csv")), rows(&folder.join("whole/outcomes.csv")));
    assert_eq!(fs::read_to_string(folder.join("reduced/outcomes.jsonl")).unwrap().lines().count(), 20);
    assert!(folder.join("reduced/models/00002/m12/cell.hoc").is_file());
    assert!(!folder.join("reduced/models/00002/m13").exists());
    let again = workflow(folder, &[]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("Nothing to be done"));
}
