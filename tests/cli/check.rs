//! `check`: one line a file, what is wrong on stderr, and the exit code.

use crate::case::Case;
use crate::texts;

const LEAK: &str = "NEURON { POINT_PROCESS Leak NONSPECIFIC_CURRENT i RANGE g }\n\
                    PARAMETER { g = 1 (uS)  e = 2 }  UNITS { (uS) = (microsiemens)  (mV) = (millivolt)  (nA) = (nanoamp) }\n\
                    ASSIGNED { i (nA)  v (mV) }\nBREAKPOINT { i = g*v }\n";

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
    insta::assert_snapshot!(whole_model().checks("model", 1), @"
    cell.hoc             hoc                 ok
    init.hoc             hoc                 1 error
    mod/Ih.mod           mechanism Ih        ok
    mod/bad.mod          mechanism bad       1 error
    mod/broken.mod       mod file            1 error
    mod/leak.mod         point process Leak  1 note
    morphology/cell.asc  Neurolucida         ok
    morphology/cell.swc  SWC                 1 error

    8 files: 4 errors, 1 note
    ");
}

#[test]
fn what_is_wrong_is_said_on_stderr() {
    let case = whole_model().arguments(&["--message-format", "short"]);
    insta::assert_snapshot!(case.check_messages("model"), @"
    init.hoc:1:10: error[hoc::syntax]: `(` is not closed
    mod/bad.mod:16:9: error[nmodl::undeclared]: `gber` is not declared
    mod/broken.mod:1:17: error[nmodl::syntax]: expected a name
    mod/leak.mod:2:25: note[nmodl::unused]: `e` is declared and never used
    morphology/cell.swc:2:1: error[swc::cycle]: 3 points are each other's ancestors
    ");
}

#[test]
fn morphologies_are_told_apart_by_what_stands_in_them() {
    let case = Case::new()
        .file("a.asc", "((Dendrite)\n  (0 0 0 1)\n  (0 10 0 1)\n)\n")
        .file("b.asc", "/* V1 */\n[2,41] (0, 0, 0) 2\n[1,41] (0, 10, 0) 2\n[1,41] (0, 20, 0) 2\n")
        .file("c.asc", "1 MTO 3 0 0 0 1\n2 NE 3 10 0 0 1\n")
        .file("d.asc", "/* written by ntscable */\ncreate soma\nsoma { L = 20  diam = 20 }\n")
        .file("e.asc", "create soma\nsoma { L = = 20 }\n")
        .file("f.asc", "");
    insta::assert_snapshot!(case.checks("model", 1), @"
    a.asc  Neurolucida     ok
    b.asc  Neurolucida V1  ok
    c.asc  Eutectic        ok
    d.asc  hoc             ok
    e.asc  Neurolucida     1 error
    f.asc  Neurolucida     1 error

    6 files: 2 errors
    ");
    insta::assert_snapshot!(case.arguments(&["--message-format", "short"]).check_messages("model"), @"
    e.asc:1:1: error[asc::syntax]: expected `(`, found `create`
    f.asc:1:1: error[asc::empty]: nothing to import: no tree and no soma outline
    ");
}

#[test]
fn one_file_can_be_checked() {
    let case = whole_model();
    insta::assert_snapshot!(case.checks("model/mod/leak.mod", 0), @"
    leak.mod  point process Leak  1 note

    1 file: 1 note
    ");
    insta::assert_snapshot!(case.check_messages("model/mod/leak.mod"), @"
    note[nmodl::unused]: `e` is declared and never used
     --> leak.mod:2:25
      |
    2 | PARAMETER { g = 1 (uS)  e = 2 }  UNITS { (uS) = (microsiemens)  (mV) = (millivolt)  (nA) = (nanoamp) }
      |                         ^
    ");
    insta::assert_snapshot!(case.checks("model/cell.hoc", 0), @"
    cell.hoc  hoc  ok

    1 file: ok
    ");
    insta::assert_snapshot!(case.checks("model/morphology/cell.swc", 1), @"
    cell.swc  SWC  1 error

    1 file: 1 error
    ");
}

#[test]
fn mod_files_of_one_folder_are_checked_together() {
    let ion = "NEURON { SUFFIX a USEION mg READ mgi }\nUNITS { (mM) = (milli/liter) }\nASSIGNED { mgi (mM) }\n";
    let case = Case::new()
        .file("one/a.mod", ion)
        .file("one/b.mod", LEAK)
        .file("one/c.mod", &LEAK.replace("g = 1", "g = 2"))
        .file("two/a.mod", LEAK);
    insta::assert_snapshot!(case.checks("model", 1), @"
    one/a.mod  mechanism a         1 error
    one/b.mod  point process Leak  1 note
    one/c.mod  point process Leak  1 error, 1 note
    two/a.mod  point process Leak  1 note

    4 files: 2 errors, 3 notes
    ");
    insta::assert_snapshot!(case.check_messages("model"), @"
    error[nmodl::valence]: no mod file states the valence of ion `mg`
     --> one/a.mod:1:26
      |
    1 | NEURON { SUFFIX a USEION mg READ mgi }
      |                          ^^ used here
      |
      = help: write `VALENCE` and its charge after one of the `USEION mg`
    note[nmodl::unused]: `e` is declared and never used
     --> one/b.mod:2:25
      |
    2 | PARAMETER { g = 1 (uS)  e = 2 }  UNITS { (uS) = (microsiemens)  (mV) = (millivolt)  (nA) = (nanoamp) }
      |                         ^
    note[nmodl::unused]: `e` is declared and never used
     --> one/c.mod:2:25
      |
    2 | PARAMETER { g = 2 (uS)  e = 2 }  UNITS { (uS) = (microsiemens)  (mV) = (millivolt)  (nA) = (nanoamp) }
      |                         ^
    error[nmodl::mechanism-twice]: mechanism `Leak` is in two different mod files
     --> one/c.mod:1:24
      |
    1 | NEURON { POINT_PROCESS Leak NONSPECIFIC_CURRENT i RANGE g }
      |                        ^^^^ named again
      |
     ::: one/b.mod:1:24
      |
    1 | NEURON { POINT_PROCESS Leak NONSPECIFIC_CURRENT i RANGE g }
      |                        ---- first named here
      |
      = help: NEURON takes one folder of mod files: choose it with `--mods FOLDER`, or remove one of the two
    note[nmodl::unused]: `e` is declared and never used
     --> two/a.mod:2:25
      |
    2 | PARAMETER { g = 1 (uS)  e = 2 }  UNITS { (uS) = (microsiemens)  (mV) = (millivolt)  (nA) = (nanoamp) }
      |                         ^
    ");
    insta::assert_snapshot!(case.checks("model/one/a.mod", 0), @"
    a.mod  mechanism a  ok

    1 file: ok
    ");
}

#[test]
fn what_neuron_9_refuses_is_an_error_that_does_not_stop_a_reduction() {
    let prototype = format!("{}VERBATIM\nvoid* nrn_random_arg(int);\nENDVERBATIM\n", texts::IH);
    let case = Case::passive().file("mod/Ih.mod", &prototype);
    assert_eq!(case.warns(), "");
    insta::assert_snapshot!(case.check_messages("model"), @"
    error[nmodl::neuron-9]: NEURON 9 refuses this declaration of `nrn_random_arg`
      --> mod/Ih.mod:23:1
       |
    23 | void* nrn_random_arg(int);
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^ here
       |
       = help: delete it: NEURON 8.2 and 9 declare the function themselves
    ");
    case.checks("model", 1);
}

#[test]
fn hoc_of_every_kind_of_file_is_checked() {
    let case = Case::new()
        .file("main.hoc", "load_file(\"cell.tem\")\nreturn 3\n")
        .file("cell.tem", "begintemplate Cell\npublic soma\ncreate soma\nendtemplate Cel\n")
        .file("session.ses", "objectvar save_window_\n{save_window_ = new Graph(0)\n")
        .file("mac.oc", "x = 1\rproc p() {\r  x = (2\r}\r")
        .file("points.nrn", "proc get() { x = fscan() }\nget()\nLENGTH OF IT:\n 3 4 5\nx = 2\n");
    insta::assert_snapshot!(case.checks("model", 1), @"
    cell.tem     hoc  1 error
    mac.oc       hoc  1 error
    main.hoc     hoc  1 error
    points.nrn   hoc  1 note
    session.ses  hoc  1 error

    5 files: 4 errors, 1 note
    ");
    let case = case.arguments(&["--message-format", "short"]);
    insta::assert_snapshot!(case.check_messages("model"), @"
    cell.tem:4:13: error[hoc::misplaced]: `endtemplate Cel` ends the template `Cell`
    mac.oc:3:7: error[hoc::syntax]: `(` is not closed
    main.hoc:2:1: error[hoc::misplaced]: `return` is only possible in a procedure
    points.nrn:2:1: note[hoc::data]: 2 lines of data that the file reads itself
    session.ses:2:1: error[hoc::syntax]: `{` is not closed
    ");
}

#[test]
fn a_path_with_nothing_to_check_is_named() {
    let case = Case::new().file("notes.txt", "");
    assert_eq!(case.checks("model", 1), "");
    insta::assert_snapshot!(case.check_messages("model"), @"
    error[check::path]: `model` holds nothing to check
     |
     = help: mod files, hoc files and morphologies (asc, swc) are checked
    ");
    insta::assert_snapshot!(case.check_messages("gone"), @"error[check::path]: `gone` cannot be read: No such file or directory (os error 2)");
}

#[test]
fn help_shows_an_example() {
    let help = Case::new().shell("neuron-reduce check --help");
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(help.contains("neuron-reduce check mod --message-format short"), "{help}");
}
