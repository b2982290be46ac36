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
    insta::assert_snapshot!(shows(&resonant(), ""), @"
    quasi-active membrane, 34 degC, electrode at soma(0.5)

                                 input (MOhm)              resonance        zero phase to electrode
    place              rest (mV)         0 Hz       200 Hz      (Hz)      Q       (Hz)         0 Hz       200 Hz
    soma(0.5)            -69.909       58.617       37.446      8.06  1.006          -       1.0000       1.0000
    dend[1](0.9)         -69.909       62.095       40.101      7.97  1.005          -       0.7662       0.7455
    ");
    insta::assert_snapshot!(shows(&resonant(), "--rest -90 --frequency 38 --from 'dend[1](1)' --at 'soma(0.5)' --at 'dend[0](0.1)'"), @"
    quasi-active membrane, 34 degC, electrode at dend[1](0.9)

                                 input (MOhm)              resonance        zero phase to electrode
    place              rest (mV)        38 Hz        38 Hz      (Hz)      Q       (Hz)        38 Hz        38 Hz
    soma(0.5)            -90.000       56.573       56.573     12.51  1.079       5.50       0.8092       0.8092
    dend[0](0.1)         -90.000       53.710       53.710     12.61  1.083       5.50       0.8821       0.8821
    ");
}

#[test]
fn a_passive_membrane_has_neither_rest_nor_resonance() {
    insta::assert_snapshot!(shows(&resonant(), "--membrane passive --frequency 0:100:50"), @"
    passive membrane, 34 degC, electrode at soma(0.5)

                                 input (MOhm)              resonance        zero phase to electrode
    place              rest (mV)         0 Hz       100 Hz      (Hz)      Q       (Hz)         0 Hz       100 Hz
    soma(0.5)                  -       59.289       50.396         -      -          -       1.0000       1.0000
    dend[1](0.9)               -       62.769       53.511         -      -          -       0.7685       0.7627
    ");
}

#[test]
fn json_has_every_place_at_every_frequency() {
    let report: Value = serde_json::from_str(&shows(&resonant(), "--frequency 0:20:10 --format json")).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    insta::assert_snapshot!(keys(&report), @"layout_version program version membrane celsius from settled_ms frequency_hz places");
    insta::assert_snapshot!(keys(&report["places"][1]), @"name rest_mv resonance_hz q zero_phase_hz input_mohm input_phase transfer_mohm transfer_phase ratio");
    assert_eq!(report["frequency_hz"], serde_json::json!([0.0, 10.0, 20.0]));
    for place in report["places"].as_array().unwrap() {
        for list in ["input_mohm", "input_phase", "transfer_mohm", "transfer_phase", "ratio"] {
            assert_eq!(place[list].as_array().unwrap().len(), 3, "{list}");
        }
    }
    for ratio in report["places"][0]["ratio"].as_array().unwrap() {
        assert!((ratio.as_f64().unwrap() - 1.0).abs() < 1e-12, "the electrode is at the first place: {ratio}");
    }
}

#[test]
fn a_row_of_csv_stands_for_a_place_and_a_frequency() {
    let table = shows(&resonant(), "--frequency 0:20:10 --format csv");
    let rounded = |cell: &str| cell.parse().map_or_else(|_| cell.to_owned(), |number: f64| format!("{number:.6}"));
    let row = |row: &str| row.split(',').map(rounded).collect::<Vec<_>>().join(",");
    insta::assert_snapshot!(table.lines().map(row).collect::<Vec<_>>().join("\n"), @"
    place,frequency_hz,input_mohm,input_phase,transfer_mohm,transfer_phase,ratio
    soma(0.5),0.000000,58.616960,0.000000,58.616960,0.000000,1.000000
    soma(0.5),10.000000,58.933230,-0.053475,58.933230,-0.053475,1.000000
    soma(0.5),20.000000,58.642604,-0.110487,58.642604,-0.110487,1.000000
    dend[1](0.9),0.000000,62.095348,0.000000,47.576043,0.000000,0.766177
    dend[1](0.9),10.000000,62.408214,-0.050610,47.904406,-0.065016,0.767598
    dend[1](0.9),20.000000,62.103464,-0.104546,47.669143,-0.134414,0.767576
    ");
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
    insta::assert_snapshot!(says(&resonant(), "--from 'dent[0](0.5)'", 1), @"
    error[inspect::place]: the cell has no section `dent[0]`
     |
     = help: did you mean `dend[0]`?
    ");
    insta::assert_snapshot!(says(&resonant(), "--from 'soma(1.5)'", 1), @"
    error[inspect::place]: `soma(1.5)` lies outside of its section
     |
     = help: places run from 0 to 1
    ");
    insta::assert_snapshot!(says(&resonant(), "--at middle", 1), @"error[inspect::place]: the cell has no section `middle`");
}

#[test]
fn numbers_that_are_none_are_refused() {
    insta::assert_snapshot!(says(&resonant(), "--frequency -1", 2), @"error: invalid value '-1' for '--frequency <HZ|FROM:TO:STEP>': frequencies are not negative");
    insta::assert_snapshot!(says(&resonant(), "--frequency nan", 2), @"error: invalid value 'nan' for '--frequency <HZ|FROM:TO:STEP>': a number or FROM:TO:STEP is needed, such as -65 or -100:20:1");
    insta::assert_snapshot!(says(&resonant(), "--rest nonsense", 2), @"error: invalid value 'nonsense' for '--rest <steady|v_init|MILLIVOLT>': `steady`, `v_init` or a voltage in mV is needed");
    insta::assert_snapshot!(says(&resonant(), "--rest nan", 2), @"error: invalid value 'nan' for '--rest <steady|v_init|MILLIVOLT>': `steady`, `v_init` or a voltage in mV is needed");
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
    insta::assert_snapshot!(says(&case, "", 1), @"
    unsupported[membrane::value]: mechanism `noise` cannot be evaluated: `normrand` gives a random number
     --> noise.mod:3:18
      |
    3 | BREAKPOINT { i = normrand(0, 1) }
      |                  ^^^^^^^^^^^^^^ needed here
      |
      = help: give its linearization in `neuron-reduce.toml` (`[linearization.noise]`), or go on without its response: `--treat-passive noise`
    ");
    insta::assert_snapshot!(shows(&case, "--treat-passive noise --frequency 0:100:100"), @"
    quasi-active membrane, 34 degC, electrode at soma(0.5)

                                 input (MOhm)              resonance        zero phase to electrode
    place              rest (mV)         0 Hz       100 Hz      (Hz)      Q       (Hz)         0 Hz       100 Hz
    soma(0.5)            -70.000       59.289       50.396         -      -          -       1.0000       1.0000
    dend[1](0.9)         -70.000       62.769       53.511         -      -          -       0.7685       0.7627
    ");
    let given = "[linearization.noise]\nv-mv = -70\ncurrent-ma-per-cm2 = 0\nconductance-s-per-cm2 = 1e-3\n";
    insta::assert_snapshot!(shows(&case.file("neuron-reduce.toml", given), "--frequency 0:100:100"), @"
    quasi-active membrane, 34 degC, electrode at soma(0.5)

                                 input (MOhm)              resonance        zero phase to electrode
    place              rest (mV)         0 Hz       100 Hz      (Hz)      Q       (Hz)         0 Hz       100 Hz
    soma(0.5)            -70.000       43.723       39.649         -      -          -       1.0000       1.0000
    dend[1](0.9)         -70.000       51.980       47.203         -      -          -       0.6789       0.6748
    ");
}

#[test]
fn a_mechanism_to_leave_out_that_is_not_there_is_named() {
    let output = resonant().shell("neuron-reduce impedance model --treat-passive Ih --frequency 0");
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @"
    warning[rest::treat-passive]: `--treat-passive Ih`: the cell has no mechanism of that name
     |
     = help: did you mean `ih`?
    ");
}

#[test]
fn a_cell_that_fires_by_itself_is_reported() {
    let hoc = "celsius = 6.3\nv_init = -65\ncreate soma\nsoma { L = 20 diam = 20 insert hh el_hh = -20 }\n";
    let output = Case::new().file("cell.hoc", hoc).shell("neuron-reduce impedance model --frequency 0");
    assert_eq!(output.status.code(), Some(0), "its currents do balance");
    insta::assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @"
    warning[rest::unstable]: the cell does not stay where its currents balance: 2 modes grow there
     |
     = help: it may fire by itself, or rest elsewhere: start it there with `--v-init MILLIVOLT`, or look at it where it is put with `--rest v_init` or `--rest MILLIVOLT`
    ");
}

/// Its current is never zero.
const RELAY: &str = "\
NEURON { SUFFIX relay NONSPECIFIC_CURRENT i }
ASSIGNED { v (mV) i (mA/cm2) }
BREAKPOINT { if (v < -60) { i = -0.01 } else { i = 0.01 } }
";

#[test]
fn a_cell_without_a_rest_can_be_looked_at_where_it_is_put() {
    let hoc = "celsius = 6.3\nv_init = -70\ncreate soma\nsoma { L = 20 diam = 20 insert relay }\n";
    let case = Case::new().file("cell.hoc", hoc).file("relay.mod", RELAY);
    insta::assert_snapshot!(says(&case, "", 1), @"
    error[rest::restless]: the cell does not come to rest: soma still moves by 20.000 mV after 796 ms
     |
     = help: look at it where it is put: `--rest v_init`, or `--rest -70`
    ");
    insta::assert_snapshot!(shows(&case, "--rest v_init --frequency 100"), @"
    quasi-active membrane, 6.3 degC, electrode at soma(0.5)

                                 input (MOhm)              resonance        zero phase to electrode
    place              rest (mV)       100 Hz       100 Hz      (Hz)      Q       (Hz)       100 Hz       100 Hz
    soma(0.5)            -70.000      126.651      126.651         -      -          -       1.0000       1.0000
    ");
}

#[test]
fn where_a_cell_rests_is_shown_as_text() {
    insta::assert_snapshot!(resonant().dumps("rest", &[]), @"
    where the cell comes to rest, mV

    section           nseg       at 0     lowest    highest
    soma                 5   -69.9094   -69.9094   -69.9094
    dend[0]              5   -69.9094   -69.9094   -69.9094
    dend[1]              5   -69.9094   -69.9094   -69.9094
    ");
    insta::assert_snapshot!(resonant().dumps("rest", &["--rest", "-80"]), @"
    where the cell is put, mV

    section           nseg       at 0     lowest    highest
    soma                 5   -80.0000   -80.0000   -80.0000
    dend[0]              5   -80.0000   -80.0000   -80.0000
    dend[1]              5   -80.0000   -80.0000   -80.0000
    ");
}

#[test]
fn where_a_cell_rests_is_shown_as_json() {
    let calcium =
        "create soma\nsoma { L = 20 diam = 20 insert pas insert cahva insert capool insert sk gbar_cahva = 1e-3 }\n";
    let mut case = Case::new().file("cell.hoc", calcium);
    for (name, text) in [
        ("cahva.mod", include_str!("../../mod/cahva.mod")),
        ("capool.mod", include_str!("../../mod/capool.mod")),
        ("sk.mod", include_str!("../../mod/sk.mod")),
    ] {
        case = case.file(name, text);
    }
    let mut rest: Value = serde_json::from_str(&case.dumps("rest", &["--format", "json"])).unwrap();
    assert!(rest["settled_ms"].as_f64().unwrap() > 1e9, "{rest}");
    round(&mut rest);
    insta::assert_snapshot!(format!("{:#}", rest["sections"]), @r#"
    [
      {
        "name": "soma",
        "v": [
          "-6.99999998e1"
        ],
        "ions": {
          "ca_ion": {
            "eca": [
              "1.19243573e2"
            ],
            "cai": [
              "1.00000425e-4"
            ],
            "cao": [
              "2.00000000e0"
            ],
            "ica": [
              "-2.05166939e-10"
            ]
          },
          "k_ion": {
            "ek": [
              "-7.70000000e1"
            ],
            "ki": [
              "5.44000000e1"
            ],
            "ko": [
              "2.50000000e0"
            ],
            "ik": [
              "0.00000000e0"
            ]
          }
        },
        "states": {
          "cahva": {
            "m": [
              "4.11187112e-5"
            ],
            "h": [
              "6.41220286e-1"
            ]
          },
          "capool": {
            "cai": [
              "1.00000425e-4"
            ]
          },
          "sk": {
            "z": [
              "9.09839862e-4"
            ]
          }
        }
      }
    ]
    "#);
}

/// Numbers to nine digits: the last ones are the machine's.
fn round(value: &mut Value) {
    match value {
        Value::Number(number) => *value = format!("{:.8e}", number.as_f64().unwrap()).into(),
        Value::Array(values) => values.iter_mut().for_each(round),
        Value::Object(values) => values.values_mut().for_each(round),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}
