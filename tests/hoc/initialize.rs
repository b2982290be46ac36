//! `finitialize` and `fcurrent` over mod files: states, currents, ions, globals, handlers; what cannot be evaluated is
//! not guessed.

use std::fs;

use neuron_reduce::convert::{Detailed, detailed_cell};
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::entry::{Recipe, Settings};

/// A channel whose gate stands at `0.5 + (v + 70)/100` after `INITIAL`.
const GATE: &str = "\
NEURON { SUFFIX gate  USEION na READ ena WRITE ina  RANGE gbar, half  GLOBAL last }
PARAMETER { gbar = 0.01  half = -70 }
ASSIGNED { v  ena  ina  last }
STATE { m }
INITIAL { m = 0.5 + (v - half)/100  last = m }
BREAKPOINT { SOLVE move METHOD cnexp  ina = gbar*m*(v - ena) }
DERIVATIVE move { m' = -m }
";

/// A pump that writes a concentration, and a channel that reads it.
const POOL: &str = "\
NEURON { SUFFIX pool  USEION ca WRITE cai }
STATE { cai }
INITIAL { cai = 0.001 }
BREAKPOINT { SOLVE decay METHOD cnexp }
DERIVATIVE decay { cai' = -cai }
";
const READER: &str = "\
NEURON { SUFFIX reader  USEION ca READ cai, eca WRITE ica  RANGE seen }
ASSIGNED { v  cai  eca  ica  seen }
INITIAL { seen = cai }
BREAKPOINT { ica = 1e-5*(v - eca) }
";

/// An injection that an ion carries.
const SYNAPSE: &str = "\
NEURON { POINT_PROCESS leaky  USEION na WRITE ina  RANGE i0, shown }
PARAMETER { i0 = 0.1 }
ASSIGNED { ina  shown }
INITIAL { shown = 2*i0 }
BREAKPOINT { ina = i0 }
";

/// Nobody knows what it computes.
const RANDOM: &str = "\
NEURON { SUFFIX noisy  USEION na WRITE ina }
ASSIGNED { v  ina }
INITIAL { ina = 0 }
BREAKPOINT { ina = normrand(0, 1) }
";

/// C code keeps the greatest value of its gate.
const WATCHED: &str = "\
NEURON { SUFFIX watched  USEION na READ ena WRITE ina  RANGE most }
ASSIGNED { v  ena  ina  most }
STATE { m }
INITIAL { m = 0.25  most = 0 }
BREAKPOINT { SOLVE move METHOD cnexp  ina = 0.01*m*(v - ena)  keep() }
DERIVATIVE move { m' = -m }
PROCEDURE keep() {
VERBATIM
  if (m > most) most = m;
ENDVERBATIM
}
";

const LIBRARY: &str = "\
NEURON { SUFFIX nothing  GLOBAL INSTALLED }
PARAMETER { INSTALLED = 0 }
PROCEDURE install() { INSTALLED = 1 }
FUNCTION twice(x) { twice = 2*x }
";

const SOMA: &str = "create soma\naccess soma\n{L = 10 diam = 10 celsius = 20 v_init = -60}\n";

pub(crate) fn settings() -> Settings {
    Settings { recipe: Recipe { load: vec!["a.hoc".to_owned()], ..Recipe::default() }, ..Settings::default() }
}

pub(crate) fn built(mods: &[&str], hoc: &str, settings: &Settings) -> Result<Detailed, String> {
    let folder = tempfile::tempdir().unwrap();
    for (number, text) in mods.iter().enumerate() {
        fs::write(folder.path().join(format!("{number}.mod")), text).unwrap();
    }
    fs::write(folder.path().join("a.hoc"), format!("{SOMA}{hoc}")).unwrap();
    detailed_cell(folder.path(), settings)
        .map_err(|failure| render_all(&failure.diagnostics, &failure.sources, MessageFormat::Short, false))
}

/// `e_pas` of the soma, where the hoc leaves what is looked at.
pub(crate) fn e_pas(mods: &[&str], hoc: &str) -> f64 {
    let detailed = built(mods, hoc, &settings()).unwrap_or_else(|messages| panic!("{messages}"));
    detailed.cell.sections[0].values("pas", "e_pas").unwrap()[0]
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs(), "{found}, expected {expected}");
}

#[test]
fn a_leak_is_balanced_from_currents() {
    let hoc = "insert pas\ninsert gate\n{ena = 50}\n{finitialize(v_init)}\ne_pas = v + ina/g_pas\n";
    near(e_pas(&[GATE], hoc), -60.0 + 0.01 * 0.6 * (-60.0 - 50.0) / 0.001);
}

#[test]
fn currents_follow_what_is_set_after_the_states() {
    let hoc = "insert pas\ninsert gate\n{ena = 50 finitialize(v_init)}\n{gbar_gate = 0.02 ena = 40 fcurrent()}\ne_pas = ina\n";
    near(e_pas(&[GATE], hoc), 0.02 * 0.6 * (-60.0 - 40.0));
    let voltage = "insert pas\ninsert gate\n{ena = 50 finitialize(v_init)}\n{v = -50 fcurrent()}\ne_pas = ina\n";
    near(e_pas(&[GATE], voltage), 0.01 * 0.6 * (-50.0 - 50.0));
}

#[test]
fn every_segment_has_its_own() {
    let hoc = "nseg = 3\ninsert pas\ninsert gate\n{half_gate(0.5) = -80 ena = 50 finitialize(v_init)}\n\
               for (x, 0) { e_pas(x) = m_gate(x) }\n";
    let detailed = built(&[GATE], hoc, &settings()).unwrap();
    assert_eq!(detailed.cell.sections[0].values("pas", "e_pas").unwrap(), [0.6, 0.7, 0.6]);
}

#[test]
fn the_last_segment_decides_a_global_variable() {
    let hoc = "insert pas\ninsert gate\ncreate dend\nconnect dend(0), soma(1)\ndend { insert gate half_gate = -100 }\n\
               {finitialize(v_init)}\ne_pas = last_gate\n";
    near(e_pas(&[GATE], hoc), 0.9);
}

#[test]
fn a_concentration_that_is_written_is_read_in_the_same_initialization() {
    let hoc = "insert pas\ninsert reader\ninsert pool\n{finitialize(v_init)}\ne_pas = 1000*seen_reader\n";
    near(e_pas(&[READER, POOL], hoc), 1.0);
    let nernst = "insert pas\ninsert reader\ninsert pool\n{finitialize(v_init)}\ne_pas = eca\n";
    let reversal_mv = 1000.0 * 8.314_462_618_153_24 * 293.15 / 96_485.332_123_310_02 / 2.0 * (2.0_f64 / 0.001).ln();
    let found = e_pas(&[READER, POOL], nernst);
    assert!((found - reversal_mv).abs() < 1e-9, "{found}, expected {reversal_mv}");
}

#[test]
fn a_point_process_adds_to_the_current_of_its_ion() {
    let hoc = "objref s\ninsert pas\ninsert gate\ns = new leaky(0.5)\n{ena = 50 gbar_gate = 0 finitialize(v_init)}\n";
    // 0.1 nA over 100 pi um2.
    near(e_pas(&[GATE, SYNAPSE], &format!("{hoc}e_pas = ina\n")), 0.1 * 100.0 / (100.0 * std::f64::consts::PI));
    near(e_pas(&[GATE, SYNAPSE], &format!("{hoc}e_pas = s.shown\n")), 0.2);
}

#[test]
fn handlers_run_in_their_order() {
    let hoc = "objref f[4]\nstrdef order\ninsert pas\n\
               f[0] = new FInitializeHandler(3, \"e_pas = 10*e_pas + 3\")\n\
               f[1] = new FInitializeHandler(0, \"e_pas = 10*e_pas\")\n\
               f[2] = new FInitializeHandler(\"e_pas = 10*e_pas + 1\")\n\
               f[3] = new FInitializeHandler(2, \"e_pas = 10*e_pas + 2\")\n\
               e_pas = 9\n{finitialize(v_init)}\n";
    near(e_pas(&[], hoc), 93_012.0);
    near(e_pas(&[], &hoc.replace("e_pas = 9\n", "objref f[1]\ne_pas = 9\n")), 9.0);
}

#[test]
fn what_cannot_be_evaluated_is_refused_and_said_once() {
    let start = "insert pas\ninsert gate\ninsert noisy\n{finitialize(v_init) finitialize(v_init)}\n";
    let messages = built(&[GATE, RANDOM], &format!("{start}e_pas = ina\n"), &settings()).unwrap_err();
    assert_eq!(messages.matches("mechanism `noisy` cannot be evaluated").count(), 1, "{messages}");
    assert!(messages.contains("unsupported[hoc::computed]: `ina` is computed by a simulation"), "{messages}");
    near(e_pas(&[GATE, RANDOM], &format!("{start}e_pas = m_gate\n")), 0.6);
}

#[test]
fn what_c_code_keeps_for_hoc_alone_hides_nothing_else() {
    let hoc = "insert pas\ninsert watched\n{ena = 50 finitialize(v_init)}\ne_pas = ina\n";
    near(e_pas(&[WATCHED], hoc), 0.01 * 0.25 * (-60.0 - 50.0));
    let messages = built(&[WATCHED], &hoc.replace("= ina", "= most_watched"), &settings()).unwrap_err();
    let expected = "unsupported[hoc::computed]: `most_watched` is computed by a simulation, and none was run";
    assert!(messages.contains(expected), "{messages}");
}

/// Its derivative block is called by name.
const STEPPING: &str = "\
NEURON { SUFFIX stepping  NONSPECIFIC_CURRENT i  RANGE minf }
ASSIGNED { v  i  minf }
STATE { m n }
INITIAL { m = 0.2  n = 3  move() }
BREAKPOINT { SOLVE move METHOD cnexp  i = m*v }
DERIVATIVE move { minf = 0.7  m' = (minf - m)/4  n' = 2 }
";

#[test]
fn a_derivative_block_that_is_called_takes_a_step() {
    let after = |shown: &str| {
        let hoc = format!("insert pas\ninsert stepping\n{{dt = 0.5 finitialize(v_init)}}\ne_pas = {shown}_stepping\n");
        e_pas(&[STEPPING], &hoc)
    };
    near(after("minf"), 0.7);
    near(after("m"), 0.7 - 0.5 * (-0.5_f64 / 4.0).exp());
    near(after("n"), 4.0);
}

#[test]
fn functions_of_a_mod_file_without_a_suffix_are_called() {
    let hoc = "insert pas\nif (!INSTALLED) { install() }\ne_pas = twice(20) + INSTALLED\n";
    near(e_pas(&[LIBRARY], hoc), 41.0);
}

#[test]
fn a_simulation_makes_everything_unknown_until_it_is_initialized_again() {
    let detailed = built(&[GATE], "insert pas\ninsert gate\nrun()\ne_pas = ina\n", &settings()).unwrap();
    let warning = detailed.diagnostics.iter().find(|diagnostic| diagnostic.code == "hoc::computed").unwrap();
    assert!(warning.message.starts_with("`ina` is computed"), "{}", warning.message);
    near(e_pas(&[GATE], "insert pas\ninsert gate\n{ena = 50 run() init()}\ne_pas = m_gate\n"), 0.6);
}

#[test]
fn an_error_may_end_the_program_where_it_is_told() {
    let hoc = "insert pas\ne_pas = -61\nx = not_there\ne_pas = -62\n";
    let messages = built(&[], hoc, &settings()).unwrap_err();
    assert!(messages.contains("error[hoc::undefined-variable]: undefined variable `not_there`"), "{messages}");
    let kept = built(&[], hoc, &Settings { keep_going: true, ..settings() }).unwrap();
    assert_eq!(kept.cell.sections[0].values("pas", "e_pas").unwrap(), [-61.0]);
    let nothing = Settings {
        keep_going: true,
        recipe: Recipe { before: vec!["x = y".into()], ..settings().recipe },
        ..settings()
    };
    assert!(built(&[], hoc, &nothing).is_err(), "no section exists then");
}
