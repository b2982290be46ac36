//! `verify`: what it prints, and what it says where something is missing. NEURON is played by a script of a shell here;
//! `tests/neuron/compare.rs` has the real one.

use serde_json::Value;

use crate::case::Case;
use crate::schema::conforms;
use crate::texts;

/// What plays a Python with NEURON: it answers the probe, and then as the line `BEHAVIOUR` says.
const PYTHON: &str = r#"#!/bin/sh
if [ "$1" = -c ]; then
    echo '{"version": "9.9.9", "nrnivmodl": "NRNIVMODL"}'
    exit
fi
detailed() { grep -q '"cell":"detailed"' "$2"; }
BEHAVIOUR
while read -r question; do
    case "$question" in
    *describe*)
        if detailed "$@"; then
            echo '{"answer": {"segments": 15, "sections": [["soma", 5, 100], ["dend[0]", 5, 100], ["dend[1]", 5, 100]]}}'
        else
            echo '{"answer": {"segments": 8, "sections": []}}'
        fi ;;
    *'"amplitude_na":0.0,'*) detailed "$@" && v=-70 || v=-69.5
        echo '{"progress": 0.5}'
        echo '{"answer": {"after_mv": '$v', "spikes_ms": []}}' ;;
    *'"amplitude_na":-'*)
        echo '{"answer": {"after_mv": -70.2, "spikes_ms": []}}' ;;
    *'"ask":"step"'*) detailed "$@" && spikes='400, 500, 600, 700, 800' || spikes='400, 600, 700, 800'
        echo '{"answer": {"after_mv": -60, "spikes_ms": ['$spikes']}}' ;;
    *) detailed "$@" && spikes='50, 150, 250' v='-70, -70, -60, 20' s=2.0 || spikes='160' v='-70, -69, -61, -50' s=0.5
        echo '{"answer": {"spikes_ms": ['$spikes'], "sample_ms": 100, "v_mv": ['$v'], "wall_s": '$s', "processor_s": '$s'}}' ;;
    esac
done
"#;

/// A reduced passive cell in `out`, and a `python` that behaves so.
fn played(behaviour: &str) -> Case {
    with_python(Case::passive(), behaviour)
}

fn with_python(case: Case, behaviour: &str) -> Case {
    case.succeeds();
    let place = String::from_utf8(case.shell("pwd").stdout).unwrap();
    let python = PYTHON.replace("BEHAVIOUR", behaviour).replace("NRNIVMODL", "PLACE/nrnivmodl");
    let python = python.replace("PLACE", place.trim());
    write(&case, "python", &python);
    case
}

fn write(case: &Case, name: &str, text: &str) {
    let done = case.shell(&format!("cat > {name} <<'THE END'\n{text}\nTHE END\nchmod +x {name}"));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// What stands on stdout and stderr of `neuron-reduce verify out --python ./python ..`, and the exit code.
fn verify(case: &Case, more: &str) -> (String, String, Option<i32>) {
    let output = case.shell(&format!("neuron-reduce verify out --python ./python {more}"));
    let [text, errors] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (text, errors, output.status.code())
}

fn shows(case: &Case, more: &str) -> String {
    let (text, errors, code) = verify(case, more);
    assert_eq!((errors.as_str(), code), ("", Some(0)));
    text
}

fn says(case: &Case, more: &str) -> String {
    let (text, errors, code) = verify(case, more);
    assert_eq!((text.as_str(), code), ("", Some(1)), "{errors}");
    errors
}

/// What is said of arguments that are refused, in one line.
fn refused(arguments: &str) -> String {
    let output = Case::new().shell(&format!("neuron-reduce verify out {arguments}"));
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).unwrap().lines().next().unwrap().to_owned()
}

#[test]
fn both_cells_are_compared_as_text() {
    insta::assert_snapshot!(shows(&played(""), "--trials 2 --seconds 0.3"), @"
    model in NEURON 9.9.9: 2 trials of 0.3 s
    10000 synapses, excitatory weights x 1.0000, the same spike trains for both

    trial            spikes               ISI-    SPIKE-   SPIKE-     RMSE     bias
                   detailed  reduced  distance  distance     sync     (mV)     (mV)
    1                     2        1     0.320     0.193    0.667    1.000    0.000
    2                     2        1     0.320     0.193    0.667    1.000    0.000
    mean                2.0      1.0     0.320     0.193    0.667    1.000    0.000
    standard error      0.0      0.0     0.000     0.000    0.000    0.000    0.000

                                         detailed        reduced
    segments                                   15              8
    rest (mV)                             -70.000        -69.500        +0.500 mV
    input resistance (MOhm)               100.000        350.000        +250.00 %
    firing rate (Hz)                        10.00           5.00         -50.00 %
    a trial on the clock (s)                 2.00           0.50     4.0 x faster
    a trial on the processor (s)             2.00           0.50     4.0 x faster

    steady current (nA)             detailed (Hz)   reduced (Hz)
    0.0500                                   10.0            8.0
    0.0750                                   10.0            8.0
    0.1000                                   10.0            8.0
    0.1250                                   10.0            8.0
    0.1500                                   10.0            8.0
    mean difference                                          2.0
    ");
}

#[test]
fn json_has_every_trial_and_the_means() {
    let text = shows(&played(""), "--trials 3 --seconds 0.3 --synapses 50 --weight 2 --seed 7 --format json");
    let report: Value = serde_json::from_str(&text).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    insta::assert_snapshot!(keys(&report), @"layout_version program version model neuron synapses seconds seed weight detailed reduced trials mean own");
    insta::assert_snapshot!(keys(&report["detailed"]), @"segments rest_mv input_mohm curve_na curve_hz spikes_ms wall_s processor_s");
    insta::assert_snapshot!(keys(&report["trials"][0]), @"spikes rate_hz isi_distance spike_distance spike_synchronization rmse_mv bias_mv");
    insta::assert_snapshot!(keys(&report["mean"]), @"rate_detailed_hz rate_reduced_hz rate_error_hz isi_distance spike_distance spike_synchronization rmse_mv bias_mv curve_error_hz speed_up_wall speed_up_processor");
    assert_eq!(report["mean"]["rate_error_hz"], serde_json::json!({ "mean": -5.0, "standard_error": 0.0 }));
    assert_eq!(report["trials"].as_array().unwrap().len(), 3);
    conforms("verify", &report);
    assert_eq!((&report["weight"], &report["seed"], &report["synapses"]), (&2.0.into(), &7.into(), &50.into()));
}

#[test]
fn the_figure_shows_voltages_and_curves() {
    let case = played("");
    shows(&case, "--trials 1 --seconds 0.3 --svg figure.svg");
    let figure = String::from_utf8(case.shell("cat figure.svg").stdout).unwrap();
    for word in ["model", "time (s)", "voltage at the soma (mV)", "steady current (nA)", "firing rate (Hz)", "reduced"]
    {
        assert!(figure.contains(&format!(">{word}</text>")), "{word}");
    }
}

#[test]
fn a_figure_that_cannot_be_written_is_told_beside_the_report() {
    let (text, errors, code) = verify(&played(""), "--trials 1 --seconds 0.3 --svg no/figure.svg");
    assert!(text.contains("rest (mV)"), "{text}");
    assert_eq!(code, Some(1));
    insta::assert_snapshot!(errors, @"error[verify::write]: `no/figure.svg` cannot be written: No such file or directory (os error 2)");
}

#[test]
fn answers_of_the_detailed_cell_are_asked_for_once() {
    let case = played("detailed \"$@\" && echo started >> PLACE/started");
    let started = || String::from_utf8(case.shell("wc -l < started").stdout).unwrap().trim().to_owned();
    let first = shows(&case, "--trials 2 --seconds 0.3 --cache cache");
    let second = shows(&case, "--trials 2 --seconds 0.3 --cache cache");
    assert_eq!((first, started().as_str()), (second, "1"));
    shows(&case, "--trials 2 --seconds 0.3 --cache cache --seed 2");
    assert_eq!(started(), "2", "other synapses are asked for");
    case.shell("echo '// changed' >> model/cell.hoc");
    shows(&case, "--trials 2 --seconds 0.3 --cache cache");
    assert_eq!(started(), "3", "another model is another cell");
}

#[test]
fn a_cell_that_does_not_fire_is_compared_with_a_warning() {
    let silent = PYTHON.replace("spikes='50, 150, 250'", "spikes=''");
    let case = played("");
    write(&case, "python", &silent.replace("BEHAVIOUR", "").replace("NRNIVMODL", "/nrnivmodl"));
    let (text, errors, code) = verify(&case, "--trials 1 --seconds 0.3");
    assert_eq!(code, Some(0));
    assert!(text.contains("excitatory weights x 1.0000"), "{text}");
    insta::assert_snapshot!(errors, @"
    warning[verify::rate]: the detailed cell fires 0.0 times a second, not 5 to 20
     |
     = help: set the excitatory weights with `--weight`, or take other numbers of synapses with `--synapses`
    ");
}

#[test]
fn numbers_that_make_no_sense_are_refused() {
    insta::assert_snapshot!(refused("--trials 0"), @"error: invalid value '0' for '--trials <N>': 0 is not in 1..=10000");
    insta::assert_snapshot!(refused("--trials=-1"), @"error: invalid value '-1' for '--trials <N>': -1 is not in 1..=10000");
    insta::assert_snapshot!(refused("--seconds -2"), @"error: invalid value '-2' for '--seconds <S>': a number of seconds is needed, more than 0.1 and at most 1000");
    insta::assert_snapshot!(refused("--seconds NaN"), @"error: invalid value 'NaN' for '--seconds <S>': a number of seconds is needed, more than 0.1 and at most 1000");
    insta::assert_snapshot!(refused("--seconds 0.1"), @"error: invalid value '0.1' for '--seconds <S>': a number of seconds is needed, more than 0.1 and at most 1000");
    insta::assert_snapshot!(refused("--synapses 0"), @"error: invalid value '0' for '--synapses <N>': 0 is not in 1..=1000000");
    insta::assert_snapshot!(refused("--weight -1"), @"error: invalid value '-1' for '--weight <FACTOR>': a factor is needed, 0 or more");
    insta::assert_snapshot!(refused("--timeout 0"), @"error: invalid value '0' for '--timeout <S>': 0 is not in 1..=1000000");
    insta::assert_snapshot!(refused("--python p --install"), @"error: the argument '--python <PROGRAM>' cannot be used with '--install[=<DIR>]'");
}

#[test]
fn a_directory_that_is_no_output_is_refused() {
    insta::assert_snapshot!(says(&Case::new().output_file("notes.txt", ""), ""), @"
    error[verify::output]: `out` is no output of neuron-reduce: it holds no `reduction.json`
     |
     = help: name the directory that `neuron-reduce reduce` has written
    ");
    insta::assert_snapshot!(says(&Case::new().output_file("reduction.json", "{"), ""), @"
    error[verify::output]: `out/reduction.json` cannot be understood: EOF while parsing an object at line 1 column 1
     |
     = help: write the directory again with this version: `neuron-reduce reduce .. --force`
    ");
    insta::assert_snapshot!(says(&Case::new().output_file("reduction.json", "{\"layout_version\": 1}"), ""), @"
    error[verify::output]: `out/reduction.json` cannot be understood: missing field `model` at line 1 column 21
     |
     = help: write the directory again with this version: `neuron-reduce reduce .. --force`
    ");
    let case = played("");
    case.shell("sed -i 's/\"layout_version\":1/\"layout_version\":0/' out/reduction.json");
    insta::assert_snapshot!(says(&case, ""), @"
    error[verify::output]: `out/reduction.json` cannot be understood: its layout is version 0, not 1
     |
     = help: write the directory again with this version: `neuron-reduce reduce .. --force`
    ");
}

#[test]
fn a_model_that_was_moved_is_asked_for() {
    let case = played("");
    case.shell("mkdir away && mv model away/renamed");
    insta::assert_snapshot!(says(&case, ""), @"
    error[verify::model]: the model directory `model` is neither beside `out` nor in the working directory
     |
     = help: name the directory that was reduced with `--model`
    ");
    insta::assert_snapshot!(says(&case, "--model away/model"), @"
    error[verify::model]: the model directory `away/model` cannot be read: No such file or directory (os error 2)
     |
     = help: name the directory that was reduced with `--model`
    ");
    assert!(shows(&case, "--model away/renamed --trials 1 --seconds 0.3").contains("rest (mV)"));
}

#[test]
fn a_python_without_neuron_is_named() {
    let case = played("");
    write(&case, "bare", "#!/bin/sh\necho \"ModuleNotFoundError: No module named 'neuron'\" >&2\nexit 1");
    insta::assert_snapshot!(says_of(&case, "--python ./bare"), @"
    error[verify::python]: the Python `./bare` has no NEURON: ModuleNotFoundError: No module named 'neuron'
     |
     = help: name a Python with NEURON with `--python`, or have one made with `--install`
    ");
    insta::assert_snapshot!(says_of(&case, "--python ./absent"), @"
    error[verify::python]: the Python `./absent` cannot be run: No such file or directory (os error 2)
     |
     = help: name a Python with NEURON with `--python`, or have one made with `--install`
    ");
    write(&case, "partial", "#!/bin/sh\necho '{\"version\": \"8.2.6\", \"nrnivmodl\": null}'");
    insta::assert_snapshot!(says_of(&case, "--python ./partial"), @"
    error[verify::python]: the NEURON 8.2.6 of `./partial` comes without `nrnivmodl`
     |
     = help: name a Python with NEURON with `--python`, or have one made with `--install`
    ");
}

/// Without the usual `--python`.
fn says_of(case: &Case, more: &str) -> String {
    let output = case.shell(&format!("neuron-reduce verify out {more}"));
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn python3_on_the_path_is_tried_first() {
    let case = played("");
    let output = case.shell(
        "mkdir bin && cp python bin/python3 && PATH=$PWD/bin:$PATH neuron-reduce verify out --trials 1 --seconds 0.3",
    );
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("model in NEURON 9.9.9: 1 trial of 0.3 s\n"));
}

#[test]
fn an_environment_that_cannot_be_made_is_told() {
    let case = played("");
    let python3 = "#!/bin/sh\necho \"Error: no space left\" >&2\nexit 1";
    case.shell("mkdir bin");
    write(&case, "bin/python3", python3);
    let output = case.shell("PATH=$PWD/bin:$PATH neuron-reduce verify out --install=venv");
    insta::assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @"
    error[verify::install]: `python3 -m venv` fails in `venv`: Error: no space left
     |
     = help: a Python 3 with its venv module and a network are needed
    ");
}

#[test]
fn an_environment_is_made_once() {
    let case = played("");
    case.shell("mkdir bin");
    // `python3 -m venv FOLDER` puts the player there, which then takes `-m pip install ..`.
    let python3 = "#!/bin/sh\necho made >> made\nmkdir -p \"$3/bin\"\ncp python \"$3/bin/python\"";
    write(&case, "bin/python3", python3);
    case.shell("sed -i '2i [ \"$1\" = -m ] && { echo \"$@\" >> pip; exit; }' python");
    for _ in 0..2 {
        let line = "PATH=$PWD/bin:$PATH neuron-reduce verify out --install=venv --trials 1 --seconds 0.3";
        let output = case.shell(line);
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    }
    let told = case.shell("cat made pip venv/neuron-reduce-complete");
    insta::assert_snapshot!(String::from_utf8(told.stdout).unwrap(), @"
    made
    -m pip install --retries 2 neuron==9.0.2
    neuron==9.0.2
    ");
}

#[test]
fn what_nrnivmodl_says_is_shown() {
    let case =
        Case::new().file("mod/Ih.mod", texts::IH).file("cell.hoc", &format!("{}forall insert Ih\n", texts::PASSIVE));
    let case = with_python(case, "");
    let errors = "#!/bin/sh\necho 'Translating Ih.mod into Ih.c'\necho \"Ih.mod:3: error: no such thing\" >&2\necho 'make: *** Error 1'\nexit 2";
    write(&case, "nrnivmodl", errors);
    insta::assert_snapshot!(says(&case, "--trials 1"), @"
    error[verify::compile]: nrnivmodl cannot compile the mod files of the detailed model
     |
     = note: Ih.mod:3: error: no such thing
     = note: make: *** Error 1
     = help: a C++ compiler and make are needed; `neuron-reduce check` looks at mod files
    ");
}

#[test]
fn a_compiler_that_does_not_end_is_stopped() {
    let case =
        Case::new().file("mod/Ih.mod", texts::IH).file("cell.hoc", &format!("{}forall insert Ih\n", texts::PASSIVE));
    let case = with_python(case, "");
    write(&case, "nrnivmodl", "#!/bin/sh\nexec sleep 60");
    insta::assert_snapshot!(says(&case, "--timeout 1"), @"
    error[verify::silent]: `nrnivmodl` gave no sign of life for 1 s
     |
     = help: wait longer with `--timeout`
    ");
}

#[test]
fn a_process_that_ends_or_stays_silent_is_told() {
    let detailed = |action: &str| played(&format!("if detailed \"$@\"; then {action}; fi"));
    insta::assert_snapshot!(says(&detailed("echo 'NEURON: no such section' >&2; exit 3"), ""), @"
    error[verify::simulation]: the process of the detailed cell ended without an answer: exit status: 3
     |
     = note: NEURON: no such section
    ");
    insta::assert_snapshot!(says(&detailed("echo 'stack' >&2; kill -SEGV $$"), ""), @"
    error[verify::simulation]: the process of the detailed cell ended without an answer: signal: 11 (SIGSEGV)
     |
     = note: stack
    ");
    insta::assert_snapshot!(says(&detailed("exec sleep 60"), "--timeout 1"), @"
    error[verify::silent]: the process of the detailed cell gave no sign of life for 1 s
     |
     = help: wait longer with `--timeout`
    ");
    let error = r#"echo 'NEURON: syntax error' >&2; echo '{"error": "RuntimeError: hocobj_call error"}'; exit"#;
    insta::assert_snapshot!(says(&detailed(error), ""), @"
    error[verify::simulation]: the detailed cell cannot be run in NEURON: RuntimeError: hocobj_call error
     |
     = note: NEURON: syntax error
    ");
    insta::assert_snapshot!(says(&detailed("echo hello"), ""), @"error[verify::simulation]: the detailed cell cannot be run in NEURON: an answer that cannot be understood: expected value at line 1 column 1");
    insta::assert_snapshot!(says(&detailed(r#"echo '{"answer": 7}'"#), ""), @"error[verify::simulation]: the detailed cell cannot be run in NEURON: an answer that cannot be understood: invalid type: integer `7`, expected struct Described");
}

#[test]
fn the_reduced_cell_is_told_apart() {
    let case = played("if ! detailed \"$@\"; then echo '{\"error\": \"KeyError: x\"}'; exit; fi");
    insta::assert_snapshot!(says(&case, ""), @"error[verify::simulation]: the reduced cell cannot be run in NEURON: KeyError: x");
}

#[test]
fn more_than_fits_is_refused() {
    insta::assert_snapshot!(says(&played(""), "--synapses 1000000 --seconds 10"), @"
    error[verify::too-much]: 1000000 synapses for 10 s are more than 5000000 events a trial
     |
     = help: ask for less with `--synapses` or `--seconds`
    ");
}
