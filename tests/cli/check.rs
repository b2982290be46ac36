//! `check`: one line a file, what is wrong on stderr, and the exit code.

use crate::case::Case;
use crate::texts;

const LEAK: &str = "NEURON { POINT_PROCESS Leak NONSPECIFIC_CURRENT i RANGE g }\nPARAMETER { g = 1  e = 2 }\n\
                    ASSIGNED { i v }\nBREAKPOINT { i = g*v }\n";

fn whole_model() -> Case {
    Case::new()
        .file("cell.hoc", texts::PASSIVE)
        .file("init.hoc", "load_file(\"cell.hoc\"\n")
        .file("mod/Ih.mod", texts::IH)
        .file("mod/leak.mod", LEAK)
        .file("mod/bad.mod", &texts::IH.replace("gbar * m", "gber * m").replace("Ih", "bad"))
        .file("mod/broken.mod", "NEURON { SUFFIX }\n")
        .file("morphology/cell.asc", "((Dendrite)\n  (0 0 0 1)\n  (0 10 0 1)\n)\n")
        .file("morphology/cell.swc", "1 1 0 0 0 5 -1\n2 3 0 10 0 1 4\n3 3 0 20 0 1 2\n4 3 0 30 0 1 3\n")
        .file("notes.txt", "")
}

#[test]
fn every_file_has_its_line_in_the_same_order() {
    insta::assert_snapshot!(whole_model().checks("model", 1), @"");
}

#[test]
fn what_is_wrong_is_said_on_stderr() {
    let case = whole_model().arguments(&["--message-format", "short"]);
    insta::assert_snapshot!(case.check_messages("model"), @"");
}

#[test]
fn one_file_can_be_checked() {
    let case = whole_model();
    insta::assert_snapshot!(case.checks("model/mod/leak.mod", 0), @"");
    insta::assert_snapshot!(case.check_messages("model/mod/leak.mod"), @"");
    insta::assert_snapshot!(case.checks("model/cell.hoc", 0), @"");
    insta::assert_snapshot!(case.checks("model/morphology/cell.swc", 1), @"");
}

#[test]
fn mod_files_of_one_folder_are_checked_together() {
    let ion = "NEURON { SUFFIX a USEION mg READ mgi }\nASSIGNED { mgi }\n";
    let case = Case::new()
        .file("one/a.mod", ion)
        .file("one/b.mod", LEAK)
        .file("one/c.mod", &LEAK.replace("g = 1", "g = 2"))
        .file("two/a.mod", LEAK);
    insta::assert_snapshot!(case.checks("model", 1), @"");
    insta::assert_snapshot!(case.check_messages("model"), @"");
    insta::assert_snapshot!(case.checks("model/one/a.mod", 0), @"");
}

#[test]
fn what_neuron_9_refuses_is_an_error_that_does_not_stop_a_reduction() {
    let prototype = format!("{}VERBATIM\nvoid* nrn_random_arg(int);\nENDVERBATIM\n", texts::IH);
    let case = Case::passive().file("mod/Ih.mod", &prototype);
    assert_eq!(case.warns(), "");
    insta::assert_snapshot!(case.check_messages("model"), @"");
    case.checks("model", 1);
}

#[test]
fn a_path_with_nothing_to_check_is_named() {
    let case = Case::new().file("notes.txt", "");
    assert_eq!(case.checks("model", 1), "");
    insta::assert_snapshot!(case.check_messages("model"), @"");
    insta::assert_snapshot!(case.check_messages("gone"), @"");
}

#[test]
fn help_shows_an_example() {
    let help = Case::new().shell("neuron-reduce check --help");
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(help.contains("neuron-reduce check mod --message-format short"), "{help}");
}
