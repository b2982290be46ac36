//! Which method reduces a model: with its channels, where nothing else is said.

use crate::case::Case;

#[test]
fn channels_are_in_where_nothing_is_said() {
    let case = Case::passive().arguments(&["--membrane", "quasi-active"]);
    let told = case.succeeds();
    assert!(told.contains("at rest, small signals"), "{told}");
    let output = case.shell("neuron-reduce reduce model -o usual");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8(output.stdout).unwrap().replace("usual", "out"), told);
    let record = case.record();
    assert_eq!((&record["options"]["membrane"], &record["frequency"]), (&"quasi-active".into(), &0.0.into()));
}

#[test]
fn levels_may_be_taken_at_several_frequencies() {
    let hertz = ["--membrane", "quasi-active", "--frequency", "0", "--frequency", "38"];
    let case = Case::passive().arguments(&hertz);
    case.succeeds();
    assert_eq!(case.record()["frequency"], serde_json::json!([0.0, 38.0]));
    assert!(case.output_text("README.md").contains("at\n0 and 38 Hz, are joined"), "{}", case.output_text("README.md"));
    let passive = Case::passive().arguments(&["--frequency", "0", "--frequency", "38"]);
    insta::assert_snapshot!(passive.fails(), @"
    error[reduce::frequency]: a passive cylinder keeps the impedances at one frequency, `--frequency` is given more than once
     |
     = help: give one, or reduce with `--membrane quasi-active`
    ");
}
