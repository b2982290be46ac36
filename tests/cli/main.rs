//! The program as a user meets it: files in a folder, arguments, exit code, exact messages.

mod case;
mod texts;

use case::Case;

#[test]
fn an_unknown_mechanism_is_named_with_the_nearest_one() {
    let case = Case::passive().file("cell.hoc", "create soma\nsoma insert Ihh\n").file("mod/Ih.mod", texts::IH);
    insta::assert_snapshot!(case.fails(), @"");
}

#[test]
fn a_range_variable_that_does_not_exist_is_named_with_its_section() {
    let case = Case::new()
        .file("mod/Ih.mod", texts::IH)
        .file("cell.hoc", "create soma\nsoma {\n  insert Ih\n  gIhbarr_Ih(0.5) = 0.0002\n}\n");
    insta::assert_snapshot!(case.fails(), @"");
    let dotted = Case::new()
        .file("mod/Ih.mod", texts::IH)
        .file("cell.hoc", "create soma\nsoma insert Ih\nsoma.gbarr_Ih = 0.0002\n");
    insta::assert_snapshot!(dotted.fails(), @"");
}

#[test]
fn an_assignment_that_neuron_takes_for_a_new_variable_is_a_warning() {
    let case = Case::passive().file("mod/Ih.mod", texts::IH).file(
        "cell.hoc",
        &format!("{}forall {{\n  insert Ih\n  gbarr_Ih = 0.0002\n}}\n", texts::PASSIVE),
    );
    insta::assert_snapshot!(case.warns(), @"");
}

#[test]
fn a_missing_morphology_is_named_where_it_is_asked_for() {
    let case = Case::new().file("cell.hoc", texts::TEMPLATE).arguments(&[
        "--load",
        "cell.hoc",
        "--cell",
        "Cell(\"gone.asc\")",
    ]);
    insta::assert_snapshot!(case.fails(), @"");
}

#[test]
fn the_unclosed_bracket_of_a_truncated_morphology_is_shown() {
    let case = Case::new()
        .file("cell.hoc", texts::TEMPLATE)
        .file("cell.asc", "(Dendrite)\n((Dendrite)\n  (0 0 0 1)\n  (0 10 0 1)\n");
    insta::assert_snapshot!(case.fails(), @"");
}

#[test]
fn a_cycle_in_an_swc_is_shown() {
    let case = Case::new()
        .file("cell.hoc", &texts::TEMPLATE.replace("Import3d_Neurolucida3", "Import3d_SWC_read"))
        .file("cell.swc", "1 1 0 0 0 5 -1\n2 3 0 10 0 1 4\n3 3 0 20 0 1 2\n4 3 0 30 0 1 3\n");
    insta::assert_snapshot!(case.fails(), @"");
}

#[test]
fn a_mod_file_with_a_syntax_error_is_shown() {
    let case = Case::passive().file("mod/Ih.mod", &texts::IH.replace("gbar = 1e-5", "gbar = = 1e-5"));
    insta::assert_snapshot!(case.fails(), @"");
}

#[test]
fn recursion_without_end_is_given_up() {
    let case = Case::passive().file("cell.hoc", "create soma\nfunc f() {\n  return f($1 + 1)\n}\nx = f(0)\n");
    insta::assert_snapshot!(case.fails(), @"");
}

#[test]
fn an_endless_loop_is_given_up() {
    let case = Case::passive()
        .file("cell.hoc", "create soma\nwhile (1) {\n  x = x + 1\n}\n")
        .arguments(&["--max-steps", "10000"]);
    insta::assert_snapshot!(case.fails(), @"");
}

#[test]
fn a_directory_without_hoc_has_no_cell() {
    insta::assert_snapshot!(Case::new().file("notes.txt", "").fails(), @"");
}

#[test]
fn hoc_that_creates_nothing_has_no_cell() {
    insta::assert_snapshot!(Case::new().file("a.hoc", "x = 1\n").fails(), @"");
}

#[test]
fn two_cells_are_listed_as_commands() {
    let second = texts::PASSIVE.replace("soma", "body");
    let case = Case::passive().file("other.hoc", &second);
    insta::assert_snapshot!(case.fails(), @"");
}

#[test]
fn two_instances_of_one_run_are_listed_as_commands() {
    let driver = "objref a, b\na = new Cell()\nb = new Cell()\n";
    let case = Case::new().file("init.hoc", &format!("{}{driver}", texts::BALL_AND_STICK));
    insta::assert_snapshot!(case.fails(), @"");
}

#[test]
fn an_output_that_exists_is_not_touched() {
    let case = Case::passive().output_file("thesis.tex", "years of work");
    insta::assert_snapshot!(case.fails(), @"");
    assert_eq!(case.output_listing(), ["thesis.tex"]);
}

#[test]
fn even_force_does_not_replace_what_the_program_did_not_write() {
    let case = Case::passive().output_file("thesis.tex", "years of work").arguments(&["--force"]);
    insta::assert_snapshot!(case.fails(), @"");
    assert_eq!(case.output_listing(), ["thesis.tex"]);
}

#[test]
fn force_replaces_an_earlier_result() {
    let case = Case::passive().output_file("reduction.json", "{}").output_file("old.txt", "").arguments(&["--force"]);
    case.succeeds();
    assert!(!case.output_listing().contains(&"old.txt".to_owned()));
}

#[test]
fn the_model_directory_is_never_written_to() {
    let case = Case::passive().output("model/out");
    insta::assert_snapshot!(case.fails(), @"");
}

#[test]
fn a_model_directory_that_is_not_there_is_named() {
    let case = Case::new().arguments(&["--mods", "mod"]).missing_model();
    insta::assert_snapshot!(case.fails(), @"");
}

#[test]
fn an_output_below_a_file_cannot_be_written() {
    let case = Case::passive().output("model/cell.hoc/out");
    insta::assert_snapshot!(case.fails(), @"");
}

#[test]
fn a_read_only_output_is_named() {
    let Some(case) = Case::passive().read_only_parent() else {
        println!("skipped: this user may write everywhere");
        return;
    };
    insta::assert_snapshot!(case.fails(), @"");
    assert_eq!(case.folder_listing(), ["locked", "model"]);
}

#[test]
fn a_failed_run_leaves_nothing() {
    let case = Case::passive().file("cell.hoc", "create soma\nsoma insert nothing\n");
    case.fails();
    assert_eq!(case.folder_listing(), ["model"]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (first, second) = (Case::passive(), Case::passive());
    first.succeeds();
    second.succeeds();
    assert_eq!(first.output_bytes(), second.output_bytes());
    assert!(first.output_listing().contains(&"reduction.json".to_owned()));
}

#[test]
fn messages_can_be_one_line_each() {
    let case = Case::passive()
        .file("cell.hoc", "create soma\nsoma insert nothing\n")
        .arguments(&["--message-format", "short"]);
    insta::assert_snapshot!(case.fails(), @"");
}

#[test]
fn messages_can_be_json() {
    let case =
        Case::passive().file("cell.hoc", "create soma\nsoma insert nothing\n").arguments(&["--message-format", "json"]);
    let line: serde_json::Value = serde_json::from_str(case.fails().lines().last().unwrap()).unwrap();
    assert_eq!(line["labels"][0]["line"], 2);
}
