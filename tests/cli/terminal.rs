//! The front door: help, what is said of slips, how much is said at all, completions and pages for `man`.

use std::path::Path;
use std::process::{Command, Output};

use crate::case::Case;
use crate::texts;

fn program(arguments: &[&str]) -> Output {
    program_in(Path::new("."), arguments)
}

fn program_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_neuron-reduce")).current_dir(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder with the directories `model` and `model.backup`, the first with a hoc file.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["model", "another"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    std::fs::write(folder.path().join("model/cell.hoc"), texts::PASSIVE).unwrap();
    folder
}

const COMMANDS: [&str; 11] =
    ["reduce", "batch", "demo", "check", "cells", "dump", "inspect", "impedance", "verify", "completions", "man"];

#[test]
fn help_ends_with_examples_of_commands_that_there_are() {
    let help = said(&program(&["--help"]));
    let (_, examples) = help.split_once("Examples:\n").unwrap();
    let lines: Vec<_> = examples.lines().take_while(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), 8);
    for line in lines {
        let command = line.trim_start().strip_prefix("neuron-reduce ").unwrap().split(' ').next().unwrap();
        assert!(COMMANDS.contains(&command), "{line}");
        assert!(line.len() <= 80, "{line}");
    }
}

#[test]
fn a_wrong_command_is_answered_with_the_nearest() {
    let output = program(&["redcue", "model"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complained(&output).contains("tip: a similar subcommand exists: 'reduce'"), "{}", complained(&output));
}

#[test]
fn a_wrong_folder_is_answered_with_the_one_beside_it() {
    let folder = folder();
    let answers = |arguments: &[&str]| {
        let output = program_in(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(1));
        complained(&output)
    };
    insta::assert_snapshot!(answers(&["reduce", "modle", "-o", "out"]), @"
    error[entry::directory]: the model directory `modle` cannot be read: No such file or directory (os error 2)
     |
     = help: did you mean `model`?
    ");
    insta::assert_snapshot!(answers(&["check", "./modle"]), @"
    error[check::path]: `./modle` cannot be read: No such file or directory (os error 2)
     |
     = help: did you mean `./model`?
    ");
    insta::assert_snapshot!(answers(&["inspect", "model/cel.hoc"]), @"
    error[inspect::read]: cannot read `model/cel.hoc`: No such file or directory (os error 2)
     |
     = help: did you mean `model/cell.hoc`?
    ");
    insta::assert_snapshot!(answers(&["verify", "anothr"]), @"
    error[verify::output]: `anothr` is no output of neuron-reduce: it holds no `reduction.json`
     |
     = help: did you mean `another`?
    ");
}

#[test]
fn a_file_in_a_folders_place_is_answered_with_the_option_for_it() {
    let folder = folder();
    let output = program_in(folder.path(), &["reduce", "model/cell.hoc", "-o", "out"]);
    insta::assert_snapshot!(complained(&output), @"
    error[entry::directory]: the model directory `model/cell.hoc` cannot be read: not a directory
     |
     = help: name the folder that the file lies in, and a hoc file with `--load cell.hoc`
    ");
}

#[test]
fn quiet_says_nothing_but_errors() {
    let case = Case::passive();
    assert!(case.succeeds().contains("written to out"));
    let quiet = Case::passive().arguments(&["-q"]);
    assert_eq!(quiet.succeeds(), "");
    assert_eq!(Case::passive().arguments(&["--quiet"]).warns(), "");
    let wrong = Case::passive().arguments(&["--quiet", "--keep", "dned[0]"]);
    insta::assert_snapshot!(wrong.fails(), @"
    error[reduce::unknown-section]: `--keep dned[0]` names no section of the cell
     |
     = help: did you mean `dend[0]`?
    ");
}

#[test]
fn quiet_leaves_what_was_asked_for() {
    let folder = folder();
    let shown = |arguments: &[&str]| said(&program_in(folder.path(), arguments));
    let loud = shown(&["dump", "model", "--stage", "cell"]);
    assert!(loud.contains("soma"));
    assert_eq!(shown(&["dump", "model", "--stage", "cell", "--quiet"]), loud);
}

#[test]
fn verbose_has_a_time_for_every_stage() {
    let said = Case::passive().arguments(&["--verbose"]).warns();
    let times = said.lines().filter_map(|line| {
        let (seconds, stage) = line.trim_start().split_once(" s  ")?;
        seconds.parse::<f64>().ok().map(|_| stage)
    });
    let expected = [
        "reading mod files",
        "building the cell",
        "reducing it",
        "moving point processes",
        "writing files",
        "drawing the report",
    ];
    assert_eq!(times.collect::<Vec<_>>(), [&expected[..], &["in all"]].concat());
}

#[test]
fn verbose_and_quiet_exclude_each_other() {
    let output = program(&["check", ".", "--verbose", "--quiet"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complained(&output).contains("cannot be used with"), "{}", complained(&output));
}

#[test]
fn every_shell_has_completions_of_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = said(&program(&["completions", shell]));
        for command in COMMANDS {
            assert!(script.contains(command), "{shell}: {command}");
        }
        assert!(script.contains("cut-distance"), "{shell}");
    }
}

#[test]
fn every_command_has_a_page_for_man() {
    assert!(said(&program(&["man"])).starts_with(".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n.TH neuron-reduce 1"));
    for command in COMMANDS {
        let page = said(&program(&["man", command]));
        assert!(page.contains(&format!(".TH neuron-reduce-{command} 1")), "{page}");
    }
    insta::assert_snapshot!(complained(&program(&["man", "reduc"])), @"
    error[cli::man]: the program has no command `reduc`
     |
     = help: did you mean `reduce`?
    ");
}

#[test]
fn the_demo_goes_into_the_folder_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = program_in(folder.path(), &["demo", "here"]);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    assert!(folder.path().join("here/reduced/cell.hoc").is_file());
    let summary = said(&output);
    assert!(summary.lines().all(|line| line.chars().count() <= 80), "{summary}");
    insta::assert_snapshot!(summary);
}

#[test]
fn fewer_segments_than_stems_are_told() {
    let case = Case::new().file("cell.hoc", texts::FOUR_STEMS).arguments(&["--membrane", "quasi-active"]);
    let case = case.arguments(&["--segments", "2"]);
    assert!(
        case.warns()
            .contains("warning[reduce::segments]: `--segments 2`: the reduced cell has 13, which is the fewest")
    );
}
