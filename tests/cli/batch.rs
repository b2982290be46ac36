//! Many models at once: names, outcomes, what is done again and what is not, and runs that are killed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::texts;

/// A folder with models.
struct Models(tempfile::TempDir);

impl Models {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn model(self, name: &str, hoc: &str) -> Self {
        let folder = self.path().join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("cell.hoc"), hoc).unwrap();
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_neuron-reduce"));
        command.current_dir(self.path()).args(["batch", "-o", "out", "--membrane", "passive"]).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs; what stands on stdout.
    fn prints(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn outcomes(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.path().join("out/outcomes.jsonl")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn out(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        contents(&self.path().join("out"))
    }
}

/// Every file of a folder.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(|file| (file.path().strip_prefix(folder).unwrap().to_owned(), fs::read(file.path()).unwrap())).collect()
}

fn two_and_a_broken_one() -> Models {
    Models::new()
        .model("a/cell", texts::PASSIVE)
        .model("b/cell", texts::FOUR_STEMS)
        .model("broken", "create soma\nsoma {")
}

#[test]
fn every_model_has_an_outcome_and_a_broken_one_stops_none() {
    let models = two_and_a_broken_one();
    insta::assert_snapshot!(models.prints(1, &["a/cell", "broken", "b/cell"]), @"
    3 models: 2 reduced, 0 beyond `--max-error`, 1 failed
      broken: cell.hoc:2:6: error[hoc::syntax]: `{` is not closed
    written to out
    ");
    for name in ["a_cell", "b_cell"] {
        assert!(models.path().join("out").join(name).join("cell.hoc").is_file(), "{name}");
    }
    assert!(!models.path().join("out/broken").exists());
    let outcomes = models.outcomes();
    let statuses: Vec<_> = outcomes.iter().map(|outcome| outcome["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["reduced", "failed", "reduced"]);
    let record: Value =
        serde_json::from_slice(&fs::read(models.path().join("out/b_cell/reduction.json")).unwrap()).unwrap();
    assert_eq!(outcomes[2]["segments"][1], record["n_seg_all"]);
    let table = fs::read_to_string(models.path().join("out/outcomes.csv")).unwrap();
    assert_eq!(table.lines().count(), 4);
}

#[test]
fn each_output_is_what_reduce_writes() {
    let models = two_and_a_broken_one();
    models.prints(0, &["b/cell"]);
    let mut reduce = Command::new(env!("CARGO_BIN_EXE_neuron-reduce"));
    reduce.current_dir(models.path()).args(["reduce", "b/cell", "-o", "alone", "--membrane", "passive", "--no-report"]);
    assert!(reduce.output().unwrap().status.success());
    assert_eq!(contents(&models.path().join("out/cell")), contents(&models.path().join("alone")));
}

#[test]
fn what_is_done_is_not_done_again_until_it_changes() {
    let models = two_and_a_broken_one();
    let names = ["a/cell", "b/cell"];
    models.prints(0, &names);
    let first = models.out();
    let written =
        |name: &str| fs::metadata(models.path().join("out").join(name).join("cell.hoc")).unwrap().modified().unwrap();
    let before = [written("a_cell"), written("b_cell")];
    assert!(models.prints(0, &names).contains("2 of them were known from before"));
    assert_eq!(models.out(), first);
    assert_eq!([written("a_cell"), written("b_cell")], before);
    let longer = texts::PASSIVE.to_owned() + "\nsoma L = 33\n";
    fs::write(models.path().join("a/cell/cell.hoc"), longer).unwrap();
    assert!(models.prints(0, &names).contains("1 of them were known from before"));
    assert_ne!(written("a_cell"), before[0]);
    assert_eq!(written("b_cell"), before[1]);
    assert!(!models.prints(0, &["a/cell", "b/cell", "--force"]).contains("known from before"));
    assert!(!models.prints(0, &["a/cell", "b/cell", "--frequency", "10"]).contains("known from before"));
}

#[test]
fn a_list_names_models_and_a_snapshot_is_one() {
    let models = two_and_a_broken_one();
    let mut dump = Command::new(env!("CARGO_BIN_EXE_neuron-reduce"));
    dump.current_dir(models.path()).args(["dump", "b/cell", "--stage", "cell", "--format", "json"]);
    fs::write(models.path().join("living.json"), dump.output().unwrap().stdout).unwrap();
    fs::write(models.path().join("models.txt"), "# two\na/cell\nliving.json\n").unwrap();
    models.prints(0, &["--list", "models.txt"]);
    let outputs: Vec<_> =
        models.outcomes().iter().map(|outcome| outcome["output"].as_str().unwrap().to_owned()).collect();
    assert_eq!(outputs, ["cell", "living"]);
    assert!(models.path().join("out/living/cell.hoc").is_file());
}

#[test]
fn what_the_program_did_not_write_is_left() {
    let models = two_and_a_broken_one();
    fs::create_dir_all(models.path().join("out/cell")).unwrap();
    fs::write(models.path().join("out/cell/thesis.tex"), "x").unwrap();
    insta::assert_snapshot!(models.prints(1, &["a/cell"]), @"
    1 models: 0 reduced, 0 beyond `--max-error`, 1 failed
      a/cell: the output `out/cell` holds `thesis.tex`, which neuron-reduce did not write
    written to out
    ");
    assert_eq!(fs::read_to_string(models.path().join("out/cell/thesis.tex")).unwrap(), "x");
}

#[test]
fn a_batch_of_nothing_and_one_within_a_model_are_refused() {
    let models = two_and_a_broken_one();
    let said = |output: Output| {
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    insta::assert_snapshot!(said(models.run(&[])), @"
    error[batch]: no model is named
     |
     = help: name model directories, or a file that lists them with `--list`
    ");
    insta::assert_snapshot!(said(models.run(&["."])), @"
    error[batch]: the output `out` would change the model `.`
     |
     = help: name a directory that can be written, outside the models, with `-o`
    ");
}

/// Killed twenty times, at moments that are spread over the run, and then let run: nothing shows it.
#[test]
fn a_run_that_is_killed_again_and_again_ends_with_the_same_bytes() {
    const KILLS: u32 = 20;
    let mut models = Models::new();
    for count in 0..24 {
        models = models
            .model(&format!("m{count}"), &(texts::FOUR_STEMS.to_owned() + &format!("\nsoma L = {}\n", 20 + count)));
    }
    let names: Vec<_> = (0..24).map(|count| format!("m{count}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let began = Instant::now();
    models.prints(0, &names);
    let lasts = began.elapsed();
    let undisturbed = models.out();
    fs::remove_dir_all(models.path().join("out")).unwrap();
    let mut partial = 0;
    for kill in 0..KILLS {
        let mut command = models.command(&names);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(lasts * (1 + kill * 7 % KILLS) / KILLS);
        child.kill().unwrap();
        child.wait().unwrap();
        for name in &names {
            let directory = models.path().join("out").join(name);
            if directory.exists() {
                let whole: BTreeMap<_, _> = contents(&directory);
                let expected: BTreeMap<_, _> = undisturbed
                    .iter()
                    .filter_map(|(path, bytes)| Some((path.strip_prefix(name).ok()?.to_owned(), bytes.clone())))
                    .collect();
                assert_eq!(whole, expected, "{name} is not whole");
                partial += 1;
            }
        }
    }
    assert!(partial > 0, "no model was ever finished before its run was killed");
    models.prints(0, &names);
    assert_eq!(models.out(), undisturbed);
}
