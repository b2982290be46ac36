//! `impedance` and `dump --stage rest`: what is printed, and what is said of what cannot be.

use serde_json::Value;

use crate::case::Case;
use crate::texts;

/// A soma and a branched dendrite whose h current resonates.
fn resonant() -> Case {
    let hoc = format!("{}forall insert ih\nforall gbar_ih = 2e-4\n", texts::PASSIVE);
    Case::new().file("cell.hoc", &hoc).file("ih.mod", include_str!("../../mod/ih.mod"))
}

/// What stands on stdout; the exit code must be 0 and stderr empty.
fn shows(case: &Case, more: &str) -> String {
    let output = case.shell(&format!("neuron-reduce impedance model {more}"));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).unwrap()
}

/// What stands on stderr, up to the line that says where help is; stdout must be empty.
fn says(case: &Case, more: &str, code: i32) -> String {
    let output = case.shell(&format!("neuron-reduce impedance model {more}"));
    assert_eq!(output.status.code(), Some(code));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
    String::from_utf8(output.stderr).unwrap().split("\n\nFor more information").next().unwrap().to_owned()
}

#[test]
fn places_are_shown_as_text() {
    insta::assert_snapshot!(shows(&resonant(), ""), @"");
    insta::assert_snapshot!(shows(&resonant(), "--rest -90 --frequency 38 --from 'dend[1](1)' --at 'soma(0.5)' --at 'dend[0](0.1)'"), @"");
}

#[test]
fn a_passive_membrane_has_neither_rest_nor_resonance() {
    insta::assert_snapshot!(shows(&resonant(), "--membrane passive --frequency 0:100:50"), @"");
}

#[test]
fn json_has_every_place_at_every_frequency() {
    let report: Value = serde_json::from_str(&shows(&resonant(), "--frequency 0:20:10 --format json")).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    insta::assert_snapshot!(keys(&report), @"");
    insta::assert_snapshot!(keys(&report["places"][1]), @"");
    assert_eq!(report["frequency_hz"], serde_json::json!([0.0, 10.0, 20.0]));
    for place in report["places"].as_array().unwrap() {
        for list in ["input_mohm", "input_phase", "transfer_mohm", "transfer_phase", "ratio"] {
            assert_eq!(place[list].as_array().unwrap().len(), 3, "{list}");
        }
    }
    let electrode = &report["places"][0];
    assert_eq!(electrode["input_mohm"], electrode["transfer_mohm"], "the electrode is at the first place");
    assert_eq!(electrode["ratio"], serde_json::json!([1.0, 1.0, 1.0]));
}

#[test]
fn a_row_of_csv_stands_for_a_place_and_a_frequency() {
    insta::assert_snapshot!(shows(&resonant(), "--frequency 0:20:10 --format csv"), @"");
}

#[test]
fn a_figure_has_a_curve_for_each_place() {
    let figure = shows(&resonant(), "--frequency 0:20:10 --format svg");
    assert!(figure.starts_with("<svg"), "{figure}");
    assert!(figure.trim_end().ends_with("</svg>"), "{figure}");
    for text in ["quasi-active membrane, 34 °C", "|Z| (MΩ)", "phase (degrees)", "soma(0.5)", "dend[1](0.9)"] {
        assert!(figure.contains(text), "{text}\n{figure}");
    }
}

/// The electrode and the place change roles: Z(a,b) = Z(b,a).
#[test]
fn transfer_is_the_same_both_ways() {
    let transfer = |from: &str, at: &str| -> Value {
        let text = shows(&resonant(), &format!("--frequency 7 --from '{from}' --at '{at}' --format json"));
        let report: Value = serde_json::from_str(&text).unwrap();
        report["places"][0]["transfer_mohm"][0].clone()
    };
    let (there, back) = (transfer("soma(0.5)", "dend[1](0.9)"), transfer("dend[1](0.9)", "soma(0.5)"));
    let (there, back) = (there.as_f64().unwrap(), back.as_f64().unwrap());
    assert!((there - back).abs() < 1e-12 * there, "{there} {back}");
}

#[test]
fn places_that_are_none_are_named() {
    insta::assert_snapshot!(says(&resonant(), "--from 'dent[0](0.5)'", 1), @"");
    insta::assert_snapshot!(says(&resonant(), "--from 'soma(1.5)'", 1), @"");
    insta::assert_snapshot!(says(&resonant(), "--at middle", 1), @"");
}

#[test]
fn numbers_that_are_none_are_refused() {
    insta::assert_snapshot!(says(&resonant(), "--frequency -1", 2), @"");
    insta::assert_snapshot!(says(&resonant(), "--frequency nan", 2), @"");
    insta::assert_snapshot!(says(&resonant(), "--rest nonsense", 2), @"");
    insta::assert_snapshot!(says(&resonant(), "--rest nan", 2), @"");
}

/// Its current is a random number.
const NOISE: &str = "\
NEURON { SUFFIX noise NONSPECIFIC_CURRENT i }
ASSIGNED { v (mV) i (mA/cm2) }
BREAKPOINT { i = normrand(0, 1) }
";

#[test]
fn a_mechanism_that_cannot_be_linearized_is_named_and_can_be_left_out() {
    let hoc = format!("{}soma insert noise\n", texts::PASSIVE);
    let case = Case::new().file("cell.hoc", &hoc).file("noise.mod", NOISE);
    insta::assert_snapshot!(says(&case, "", 1), @"");
    insta::assert_snapshot!(shows(&case, "--treat-passive noise --frequency 0:100:100"), @"");
    let given = "[linearization.noise]\nv-mv = -70\ncurrent-ma-per-cm2 = 0\nconductance-s-per-cm2 = 1e-3\n";
    insta::assert_snapshot!(shows(&case.file("neuron-reduce.toml", given), "--frequency 0:100:100"), @"");
}

#[test]
fn a_cell_that_fires_by_itself_is_reported() {
    let hoc = "create soma\nsoma { L = 20 diam = 20 insert hh el_hh = -30 }\n";
    let case = Case::new().file("cell.hoc", hoc);
    insta::assert_snapshot!(says(&case, "", 1), @"");
    insta::assert_snapshot!(shows(&case, "--rest v_init --frequency 0:100:100"), @"");
}

#[test]
fn where_a_cell_rests_is_shown_as_text() {
    insta::assert_snapshot!(resonant().dumps("rest", &[]), @"");
    insta::assert_snapshot!(resonant().dumps("rest", &["--rest", "-80"]), @"");
}

#[test]
fn where_a_cell_rests_is_shown_as_json() {
    let calcium = "create soma\nsoma { L = 20 diam = 20 insert pas insert cahva insert capool insert sk }\n";
    let mut case = Case::new().file("cell.hoc", calcium);
    for (name, text) in [
        ("cahva.mod", include_str!("../../mod/cahva.mod")),
        ("capool.mod", include_str!("../../mod/capool.mod")),
        ("sk.mod", include_str!("../../mod/sk.mod")),
    ] {
        case = case.file(name, text);
    }
    let rest: Value = serde_json::from_str(&case.dumps("rest", &["--format", "json"])).unwrap();
    insta::assert_snapshot!(format!("{rest:#}"), @"");
}
