//! Point processes on the reduced cell, judged by NEURON: merged and emitted they do what the model's own objects do that
//! are moved one by one.

use std::path::{Path, PathBuf};

use neuron_reduce::convert::{Converted, convert};
use neuron_reduce::diagnostic::Severity;
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::emit::write::write_directory;
use neuron_reduce::entry::Settings;
use neuron_reduce::reduce::{Options, Segments};
use serde::Deserialize;
use serde_json::Value;

use crate::support::models::demo_directory;
use crate::support::neuron::{Model, compile_mods, run_script};
use crate::support::venv::Neuron;

#[derive(Deserialize)]
struct Compared {
    hand: Vec<f64>,
    emitted: Vec<f64>,
    processes: [usize; 2],
    net_cons: [usize; 2],
}

fn wired() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models/point_processes")
}

fn converted(directory: &Path, options: &Options) -> Converted {
    convert(directory, &Settings::default(), options).unwrap_or_else(|failure| {
        panic!("{}", render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false))
    })
}

/// Merged processes add up in another order than one by one, and spikes enlarge what rounding makes of that, mV.
const ROUNDING_MV: f64 = 1e-8;

/// Both ways in one simulation; they must not be apart.
fn compared(model: &Path, options: &Options, pointers: &[&str], tstop_ms: f64) -> Compared {
    let converted = converted(model, options);
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out");
    write_directory(&converted.files, &output, false).unwrap();
    let mut command = run_script(Neuron::Nine, "processes.py");
    command.arg(model).arg("--hoc=load_file(\"init.hoc\")").arg(format!("--output={}", output.display()));
    command.args(compile_mods(model).map(|library| format!("--mechanisms={}", library.display())));
    command.args(pointers.iter().map(|pointer| format!("--pointer={pointer}"))).arg(format!("--tstop={tstop_ms}"));
    let run = command.output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let text = String::from_utf8(run.stdout).unwrap();
    let compared: Compared = serde_json::from_str(&text).unwrap();
    assert_eq!(compared.hand.len(), compared.emitted.len());
    let apart_mv = compared.hand.iter().zip(&compared.emitted).map(|(hand, emitted)| (hand - emitted).abs());
    let apart_mv = apart_mv.fold(0.0, f64::max);
    assert!(apart_mv < ROUNDING_MV, "{apart_mv} mV");
    compared
}

const GAPS: [&str; 2] = ["gaps[0]:other:dend[2]:0.4", "gaps[1]:other:dend[0]:0.6"];

#[test]
fn merged_processes_do_what_each_does_by_hand() {
    for options in [
        Options::default(),
        Options { segments: Segments::Total(5), ..Options::passive() },
        Options { cut: vec!["dend[1]".into()], ..Options::passive() },
    ] {
        let found = compared(&wired(), &options, &GAPS, 150.0);
        assert_eq!(found.net_cons, [58, 58]);
        assert_eq!(found.processes[0], 97);
        assert!(found.processes[1] < 90, "{:?}", found.processes);
        let highest_mv = found.emitted.iter().copied().fold(f64::MIN, f64::max);
        assert!(highest_mv > -10.0, "the cell fires: {highest_mv} mV");
    }
}

/// A train of given times, whose vector C code keeps.
const VEC_STIM: &str = "\
NEURON { ARTIFICIAL_CELL VecStim RANGE index }
ASSIGNED { index following (ms) kept }
INITIAL {
    index = 0
    advance()
    if (following >= 0) { net_send(following, 1) }
}
NET_RECEIVE (w) {
    if (flag == 1) {
        net_event(t)
        advance()
        if (following >= t) { net_send(following - t, 1) }
    }
}
PROCEDURE advance() {
VERBATIM
    IvocVect* times = *(IvocVect**)(&kept);
    following = -1.;
    if (times && index < vector_capacity(times)) {
        following = vector_vec(times)[(int)index];
        index += 1.;
    }
ENDVERBATIM
}
PROCEDURE play() {
VERBATIM
    *(IvocVect**)(&kept) = ifarg(1) ? vector_arg(1) : nullptr;
ENDVERBATIM
}
";

const TRAINS: &str = "\
load_file(\"stdrun.hoc\")
load_file(\"cell.hoc\")
v_init = -70
tstop = 60
objref cell, trains[3], times[3], synapses[6], links[6]
cell = new Wired()
for i = 0, 2 {
    trains[i] = new VecStim()
    times[i] = new Vector()
    times[i].append(3 + i, 9 + 2*i, 9.5 + 2*i, 30)
    trains[i].play(times[i])
}
for i = 0, 5 {
    cell.dend[i % 3] synapses[i] = new ExpSyn(0.2 + i/10)
    links[i] = new NetCon(trains[i % 3], synapses[i], 0, 1 + i/4, 0.004)
}
";

#[test]
fn trains_of_given_times_are_played_on() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("mod")).unwrap();
    std::fs::write(folder.path().join("mod/vecstim.mod"), VEC_STIM).unwrap();
    std::fs::write(folder.path().join("init.hoc"), TRAINS).unwrap();
    std::fs::copy(wired().join("cell.hoc"), folder.path().join("cell.hoc")).unwrap();
    let found = compared(folder.path(), &Options::passive(), &[], 60.0);
    // Six synapses and two of the template's own; three trains and its `NetStim`.
    assert_eq!((found.processes[0], found.net_cons), (12, [8, 8]));
    let highest_mv = found.emitted.iter().copied().fold(f64::MIN, f64::max);
    assert!(highest_mv > -60.0, "the trains arrive: {highest_mv} mV");
}

#[test]
fn the_demo_model_is_driven_as_by_hand() {
    let folder = demo_directory();
    let found = compared(folder.path(), &Options::default(), &[], 300.0);
    assert_eq!((found.processes[0], found.net_cons), (1105, [552, 552]));
    // A stimulus, the sources, and of two kinds at most one on each of the 88 segments.
    assert!((1 + 552 + 88..=1 + 552 + 2 * 88).contains(&found.processes[1]), "{:?}", found.processes);
}

/// So many that they are a file of numbers.
const MANY: &str = "\
load_file(\"stdrun.hoc\")
load_file(\"cell.hoc\")
celsius = 30
v_init = -70
tstop = 60
objref cell, synapses, connections, stimuli, made
cell = new Wired()
synapses = new List()
connections = new List()
stimuli = new List()
proc add() {
    cell.dend[$1 % 3] made = new Exp2Syn(($1 % 97)/97)
    made.tau1 = 0.3 + ($1 % 2)
    synapses.append(made)
    made = new NetStim()
    made.interval = 10 + $1 % 7
    stimuli.append(made)
    connections.append(new NetCon(made, synapses.o($1), 0, 1 + ($1 % 10)/10, 0.00001*(1 + $1 % 5)))
    if ($1 % 100 == 3) connections.o($1).active(0)
}
for i = 0, 1199 add(i)
cell.soma connections.append(new NetCon(&v(0.5), synapses.o(7), -30, 2, 0.001))
";

#[test]
fn many_are_read_from_a_file_of_numbers() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("init.hoc"), MANY).unwrap();
    std::fs::copy(wired().join("cell.hoc"), folder.path().join("cell.hoc")).unwrap();
    let found = compared(folder.path(), &Options::passive(), &[], 60.0);
    assert_eq!(found.net_cons, [1203, 1203]);
    assert!(found.processes[1] < 1260, "{:?}", found.processes);
    let output = folder.path().join("out");
    write_directory(&converted(folder.path(), &Options::passive()).files, &output, false).unwrap();
    let numbers = std::fs::read_to_string(output.join("point_processes.dat")).unwrap();
    assert_eq!(numbers.lines().next(), Some(format!("{} 1203", found.processes[1]).as_str()));
    hoc_is_python(&output);
}

/// The emitted directory in hoc and in Python gives the same voltage.
fn hoc_is_python(output: &Path) -> Vec<f64> {
    let hoc = Model::of_file(output, "init.hoc").simulate();
    let python = Model::in_directory(output).python("from model import build; cell = build()").simulate();
    assert_eq!(hoc.v, python.v);
    assert!(!hoc.v.iter().all(|v| (v - hoc.v[0]).abs() < 1.0), "something happens");
    assert_eq!(hoc.t, python.t);
    hoc.t
}

#[test]
fn hoc_and_python_make_the_same() {
    let converted = converted(&wired(), &Options::default());
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out");
    write_directory(&converted.files, &output, false).unwrap();
    let times = hoc_is_python(&output);
    assert_eq!(times.last().copied().map(f64::round), Some(150.0), "tstop is the model's");
}

#[test]
fn the_record_says_where_each_went() {
    let converted = converted(&wired(), &Options::default());
    let file = converted.files.iter().find(|file| file.path.ends_with("reduction.json")).unwrap();
    let record: Value = serde_json::from_slice(&file.bytes).unwrap();
    let found = &record["point_processes"];
    let rows = found["rows"].as_array().unwrap();
    assert_eq!((rows.len(), found["net_cons"].as_array().unwrap().len()), (97, 58));
    assert_eq!(found["left_out"], serde_json::json!([]));
    let named = |name: &str| rows.iter().find(|row| row[0] == name).unwrap();
    let (one, other) = (named("Exp2Syn[0]"), named("Exp2Syn[1]"));
    assert_eq!((&one[1], &one[2], &one[3], &one[4]), (&"dend[0]".into(), &0.0.into(), &"soma".into(), &1.0.into()));
    assert_ne!(one[5], other[5]);
    let indices: std::collections::BTreeSet<_> = rows.iter().map(|row| row[5].as_u64().unwrap()).collect();
    assert_eq!(indices.len(), converted.carried.processes.objects.len());
    insta::assert_snapshot!(serde_json::to_string_pretty(&found["kept_apart"]).unwrap(), @r#"
    [
      {
        "kind": "Binding",
        "count": 2,
        "reason": "it uses `net_send`"
      },
      {
        "kind": "Release",
        "count": 2,
        "reason": "hoc has called its functions, as for a random stream of its own"
      },
      {
        "kind": "IClamp",
        "count": 1,
        "reason": "it takes no events"
      }
    ]
    "#);
}

#[test]
fn nothing_is_said_where_all_is_taken_along() {
    let converted = converted(&wired(), &Options::default());
    let said = converted.detailed.diagnostics.iter().filter(|found| found.severity == Severity::Warning);
    assert_eq!(said.map(|found| found.message.clone()).collect::<Vec<_>>(), Vec::<String>::new());
}

/// Two cells and what lies between them.
const NETWORK: &str = "\
celsius = 30
v_init = -70
begintemplate C
public soma, dend, syn
objref syn
create soma, dend
proc init() {
  connect dend(0), soma(1)
  dend { L = 200 diam = 2 nseg = 5 syn = new ExpSyn(0.5) }
  forall insert pas
}
endtemplate C
objref a, b, nc[5], stim, lonely, handler, vec, time, clamp, nowhere, r
a = new C()
b = new C()
stim = new NetStim()
lonely = new NetStim()
a.soma nc[0] = new NetCon(&v(0.5), b.syn, 0, 1, 0.1)
b.soma nc[1] = new NetCon(&v(0.5), a.syn, 0, 1, 0.1)
nc[2] = new NetCon(stim, a.syn, 0, 1, 0.1)
nc[3] = new NetCon(stim, b.syn, 0, 1, 0.1)
handler = new FInitializeHandler(\"nc[2].event(5)\")
vec = new Vector(10)
a.soma clamp = new IClamp(0.5)
clamp.dur = 1e9
vec.play(&clamp.amp, 0.1)
vec.play(&t, 0.1)
nowhere = new ExpSyn()
";

#[test]
fn what_is_left_out_is_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("init.hoc"), NETWORK).unwrap();
    let recipe =
        neuron_reduce::entry::Recipe { cell: Some("C[0]".into()), load: vec!["init.hoc".into()], ..Default::default() };
    let settings = Settings { recipe, ..Settings::default() };
    let converted = convert(folder.path(), &settings, &Options::passive()).unwrap_or_else(|failure| {
        panic!("{}", render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false))
    });
    let said = converted.detailed.diagnostics.iter().find(|found| found.code == "emit::left-out").unwrap();
    insta::assert_snapshot!(said.notes.join("\n"), @"
    left out: 1 `ExpSyn` on sections of other cells
    left out: 1 `ExpSyn` that is in no section
    left out: 1 `NetStim` without a connection to the cell
    left out: 2 `NetCon` to what is not of the cell
    left out: 1 source of a `NetCon` that is not of the cell: it stays without a source
    left out: 1 `Vector.play` into a variable of hoc
    left out: 1 `FInitializeHandler`
    ");
    let found = &converted.carried.processes;
    let kinds: Vec<_> = found.objects.iter().map(|process| process.name.as_str()).collect();
    assert_eq!(kinds, ["ExpSyn[0]", "IClamp[0]", "NetStim[0]"]);
    let links: Vec<_> = found.connections.iter().map(|link| (link.name.as_str(), link.target)).collect();
    assert_eq!(links, [("NetCon[1]", Some(0)), ("NetCon[2]", Some(0))]);
    assert_eq!(found.plays.len(), 1);
}

const STATEMENTS: &str = "\
create soma, dend
access soma
forall insert pas
connect dend(0), soma(1)
objref clamps[2], vec
for i = 0, 1 clamps[i] = new IClamp(0.5)
vec = new Vector(10)
vec.play(\"for i = 0, 1 clamps[i].amp = $1\", 0.1)
vec.play(\"clamps[0].dur = 2*$1\", 0.1)
vec.play(\"{ clamps[0].amp = $1 dend.g_pas = $1 }\", 0.1)
vec.play(\"if ($1 > 0) clamps[0].amp = $1\", 0.1)
vec.play(\"x = $1\", 0.1)
vec.play(\"nothing = nowhere($1)\", 0.1)
";

#[test]
fn a_statement_that_sets_variables_of_processes_is_played_into_these() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("init.hoc"), STATEMENTS).unwrap();
    let converted = convert(folder.path(), &Settings::default(), &Options::passive()).unwrap_or_else(|failure| {
        panic!("{}", render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false))
    });
    let found = &converted.carried.processes;
    let into: Vec<_> = found.plays.iter().map(|play| format!("{:?}", play.into)).collect();
    assert_eq!(into, ["Member { process: 0, name: \"amp\" }", "Member { process: 1, name: \"amp\" }"]);
    let said = converted.detailed.diagnostics.iter().find(|found| found.code == "emit::left-out").unwrap();
    assert_eq!(said.notes, ["left out: 5 `Vector.play` into a statement"]);
    assert!(found.objects.iter().all(|process| process.values.is_empty() && process.steps.is_empty()));
}

#[test]
fn a_statement_that_changes_what_is_taken_over_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let changing = "vec.play(\"{ clamps[0].amp = $1 vec.x[3] = $1 }\", 0.1)\n";
    std::fs::write(folder.path().join("init.hoc"), format!("{STATEMENTS}{changing}")).unwrap();
    let converted = convert(folder.path(), &Settings::default(), &Options::passive()).unwrap_or_else(|failure| {
        panic!("{}", render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false))
    });
    assert!(converted.carried.processes.vectors.iter().flatten().all(|value| *value == 0.0));
}
