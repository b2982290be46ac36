//! `dump`: every stage, as text and as json.

use serde_json::Value;

use crate::case::Case;
use crate::texts;

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn json(case: &Case, stage: &str, more: &[&str]) -> Value {
    let more: Vec<&str> = ["--format", "json"].iter().chain(more).copied().collect();
    serde_json::from_str(&case.dumps(stage, &more)).unwrap()
}

#[test]
fn a_cell_is_shown_as_text() {
    insta::assert_snapshot!(Case::passive().dumps("cell", &[]), @"
                  sections  segments  length (um)     area (um2)
    cell                 3        15        300.0         1885.0

    section          parent                nseg     L (um)  diam (um)  area (um2)  mechanisms
    soma                                      5    100.000     2.0000     628.319  pas
    dend[0]          soma(1)                  5    100.000     2.0000     628.319  pas
    dend[1]          dend[0](1)               5    100.000     2.0000     628.319  pas
    ");
}

#[test]
fn impedances_are_shown_as_text() {
    insta::assert_snapshot!(Case::passive().dumps("impedance", &[]), @"
    subtree       sections   f (Hz)     input (MOhm)    lowest transfer
    dend[0]              2        0          86.9908            75.9786
    dend[0]              2       38          84.6365            73.8995
    dend[0]              2      100          73.8028            64.3226
    ");
}

#[test]
fn a_reduced_cell_is_shown_as_text() {
    insta::assert_snapshot!(Case::passive().dumps("reduced", &["--segments", "11"]), @"
                  sections  segments  length (um)     area (um2)
    cell                 2        15        300.0         1884.4

    section          parent                nseg     L (um)  diam (um)  area (um2)  mechanisms
    soma                                      5    100.000     2.0000     628.319  pas
    dend[0]          soma(1)                 10    199.954     1.9995    1256.044  pas
    ");
}

#[test]
fn json_has_the_names_of_the_recorded_cells() {
    let case = Case::passive();
    let cell = json(&case, "cell", &[]);
    insta::assert_snapshot!(keys(&cell).join(" "), @"layout_version celsius v_init sections segments globals pt3d");
    insta::assert_snapshot!(keys(&cell["sections"][1]).join(" "), @"name type nseg L Ra cm parent parent_x own_end n_pt3d rall_branch spine_area children seg0 ri_end mechs ion_style lists");
    insta::assert_snapshot!(keys(&cell["segments"]).join(" "), @"x diam area ri");
    let impedance = json(&case, "impedance", &[]);
    insta::assert_snapshot!(keys(&impedance["subtrees"][0]).join(" "), @"root attached_to soma_x section_order nseg impedance");
    insta::assert_snapshot!(keys(&impedance["subtrees"][0]["impedance"][0]).join(" "), @"f root_input root_input_phase lowest lowest_phase input input_phase transfer transfer_phase tip_transfer tip_phase");
    let reduced = json(&case, "reduced", &[]);
    insta::assert_snapshot!(keys(&reduced).join(" "), @"layout_version frequency subtrees sections segments orphan_segments seg_to_seg n_seg_all n_seg_dend");
    insta::assert_snapshot!(keys(&reduced["subtrees"][0]).join(" "), @"root original_sections q root_input_ohm lowest lowest_phase length diam space_const electrotonic_length cm rm ra e_pas nseg reduced_section attached_to soma_x");
}

#[test]
fn every_section_that_exists_is_shown_with_its_full_name() {
    let driver = format!("{}objref a, b\na = new Cell()\nb = new Cell()\n", texts::BALL_AND_STICK);
    let case = Case::new().file("init.hoc", &driver);
    insta::assert_snapshot!(case.dumps("cell", &["--all"]), @"
                  sections  segments  length (um)     area (um2)
    cell                 4         4        400.0       628318.5

    section          parent                nseg     L (um)  diam (um)  area (um2)  mechanisms
    Cell[0].soma                              1    100.000   500.0000  157079.633  pas
    Cell[0].dend     Cell[0].soma(1)          1    100.000   500.0000  157079.633  pas
    Cell[1].soma                              1    100.000   500.0000  157079.633  pas
    Cell[1].dend     Cell[1].soma(1)          1    100.000   500.0000  157079.633  pas
    ");
    let cell = json(&case, "cell", &["--all"]);
    let names: Vec<_> =
        cell["sections"].as_array().unwrap().iter().map(|section| section["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Cell[0].soma", "Cell[0].dend", "Cell[1].soma", "Cell[1].dend"]);
}

#[test]
fn all_sections_are_for_the_cell_alone() {
    let output = Case::passive().shell("neuron-reduce dump model --stage reduced --all");
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @"warning[cli::ignored-option]: `--all` is for `--stage cell`: it is ignored");
}

#[test]
fn a_stage_that_is_none_is_refused() {
    let output = Case::passive().shell("neuron-reduce dump model --stage nothing");
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @"
    error: invalid value 'nothing' for '--stage <STAGE>'
      [possible values: cell, rest, impedance, reduced]

    For more information, try '--help'.
    ");
}

#[test]
fn a_model_with_errors_is_not_shown() {
    let case = Case::new().file("cell.hoc", "create soma\nsoma insert gone\n");
    for stage in ["cell", "rest", "impedance", "reduced"] {
        let output = case.shell(&format!("neuron-reduce dump model --stage {stage}"));
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
    }
}
