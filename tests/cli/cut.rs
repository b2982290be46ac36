//! Cuts and the bound of `--max-error`, as a user meets them.

use crate::case::Case;
use crate::texts;

fn four_stems() -> Case {
    Case::new().file("cell.hoc", texts::FOUR_STEMS)
}

/// `dend[0]` and `dend[1]` in a row on the soma, with a channel.
fn chain() -> Case {
    let channel = format!("{}forall insert Ih\n", texts::PASSIVE);
    Case::new().file("cell.hoc", &channel).file("mod/Ih.mod", texts::IH)
}

/// Name and parent of every section of the reduced cell.
fn outline(case: &Case) -> Vec<(String, String)> {
    let record = case.record();
    let subtrees = record["subtrees"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    subtrees.iter().map(|subtree| (text(&subtree["reduced_section"]), text(&subtree["attached_to"]))).collect()
}

fn pair(section: &str, parent: &str) -> (String, String) {
    (section.to_owned(), parent.to_owned())
}

#[test]
fn a_stem_is_reduced_beyond_a_section() {
    let case = Case::passive().arguments(&["--cut", "dend[0]"]);
    case.succeeds();
    assert_eq!(outline(&case), [pair("dend[1]", "dend[0]")]);
    let readme = case.output_text("README.md");
    assert!(readme.contains("--cut 'dend[0]' -o OUT"), "{readme}");
    assert!(readme.contains("every dendritic subtree beyond a cut replaced by one cylinder"), "{readme}");
    assert!(readme.contains("Sections that stay as they were: `soma`, `dend[0]`."), "{readme}");
    assert!(case.output_text("cell.hoc").contains("connect dend[1](0), dend[0](1)"));
}

#[test]
fn stems_are_reduced_beyond_a_distance() {
    let case = Case::passive().arguments(&["--cut-distance", "99.5"]);
    case.succeeds();
    assert_eq!(outline(&case), [pair("dend[1]", "dend[0]")]);
    assert_eq!(case.record()["options"]["cut_distance"], 99.5);
    assert!(case.dumps("reduced", &[]).contains("\ndend[1]          dend[0](1)"));
}

#[test]
fn a_cut_at_a_section_that_does_not_exist_is_refused() {
    insta::assert_snapshot!(four_stems().arguments(&["--cut", "apical[0]"]).fails(), @"
    note[reduce::axon-by-name]: taken for axon by name: `axon`
     |
     = help: where that is wrong, say with `--axon` what is axon
    error[reduce::unknown-section]: `--cut apical[0]` names no section of the cell
     |
     = help: did you mean `apic[0]`?
    ");
}

#[test]
fn a_cut_that_does_nothing_is_said() {
    let tip = Case::passive().arguments(&["--cut", "dend[1]"]);
    insta::assert_snapshot!(tip.warns(), @"
    warning[reduce::idle-cut]: `--cut dend[1]` does nothing: no dendrite hangs on `dend[1]`
     |
     = help: name a section that others hang on
    ");
    assert_eq!(outline(&tip), [pair("dend[0]", "soma")]);
    let kept = Case::passive().arguments(&["--cut", "dend[0]", "--keep", "dend[1]"]);
    insta::assert_snapshot!(kept.warns(), @"
    warning[reduce::idle-cut]: `--cut dend[0]` does nothing: `dend[0]` lies in a stem that `--keep` leaves as it is
     |
     = help: leave out one of the two
    warning[reduce::nothing]: the cell has no dendrite to reduce
    ");
    let axon = four_stems().arguments(&["--axon", "axon", "--cut", "axon"]);
    insta::assert_snapshot!(axon.warns(), @"
    warning[reduce::idle-cut]: `--cut axon` does nothing: `axon` lies in an axon, which stays as it is
     |
     = help: leave it out
    ");
}

#[test]
fn amounts_that_are_none_are_refused() {
    insta::assert_snapshot!(four_stems().arguments(&["--cut-distance", "-1"]).refused(), @"error: invalid value '-1' for '--cut-distance <UM>': a number of um is needed, 0 or more");
    insta::assert_snapshot!(four_stems().arguments(&["--max-error", "NaN"]).refused(), @"error: invalid value 'NaN' for '--max-error <PERCENT>': a number of percent is needed, 0 or more");
}

#[test]
fn a_missed_bound_is_said_and_written_all_the_same() {
    let quasi_active = ["--membrane", "quasi-active", "--max-error"];
    let missed = chain().arguments(&quasi_active).arguments(&["0"]);
    let (code, message) = missed.ends();
    assert_eq!(code, Some(3), "{message}");
    let first = message.lines().next().unwrap();
    let start = "warning[reduce::max-error]: the soma's input impedance is off by up to 0.";
    assert!(first.starts_with(start) && first.ends_with(" %, more than `--max-error 0`"), "{first}");
    assert!(message.contains("= note: the reduced model is written all the same"), "{message}");
    let readme = missed.output_text("README.md");
    assert!(readme.contains("- the soma's input impedance is off by up to 0."), "{readme}");
    assert!(missed.record()["certificate"]["greatest_error"].as_f64().unwrap() > 0.0);
    let held = chain().arguments(&quasi_active).arguments(&["5"]);
    assert_eq!(held.ends(), (Some(0), String::new()));
}

#[test]
fn a_bound_without_channels_is_ignored() {
    insta::assert_snapshot!(Case::passive().arguments(&["--max-error", "0"]).warns(), @"warning[reduce::ignored-option]: `--max-error` is for `--membrane quasi-active`: it is ignored");
}
