//! What `finitialize` leaves once `CVode` is active, here and in NEURON: concentrations that follow states, currents that
//! rates compute, what the code of rates assigns.

use std::fs;

use neuron_reduce::convert::detailed_cell;
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::entry::{Recipe, Settings};

use crate::support::neuron::Model;

/// A shell whose concentration is no state, but follows one.
const SHELL: &str = "\
NEURON { SUFFIX shell  USEION ca READ ica, cai WRITE cai  RANGE inner, inflow, runs }
PARAMETER { rest = 2e-4 }
ASSIGNED { ica  cai  inflow  runs }
STATE { inner }
INITIAL { inner = rest  runs = 0 }
BREAKPOINT { SOLVE move METHOD euler }
DERIVATIVE move { inflow = -ica  runs = runs + 1  inner' = inflow + (rest - inner)/80  cai = inner }
";

/// A shell whose concentration is the state.
const POOL: &str = "\
NEURON { SUFFIX pool  USEION k READ ik WRITE ki  RANGE inflow }
ASSIGNED { ik  inflow }
STATE { ki }
INITIAL { ki = 60 }
BREAKPOINT { SOLVE move METHOD cnexp }
DERIVATIVE move { inflow = -ik  ki' = inflow - ki/80 }
";

/// A pump whose current the reactions compute.
const PUMP: &str = "\
NEURON { SUFFIX pump  USEION ca READ cai, ica WRITE ica  RANGE moved, length }
PARAMETER { total = 1e-3 }
ASSIGNED { v  cai  ica  moved  length  dt }
STATE { free bound }
INITIAL { free = total  bound = 0  moved = 0 }
BREAKPOINT { SOLVE bind METHOD sparse  length = dt  ica = moved + 1e-6*(v + 30) }
KINETIC bind { ~ cai + free <-> bound (20, 3)  moved = 0.5*f_flux - b_flux  CONSERVE free + bound = total }
";

/// Its nine segments hold what is looked at.
const CELL: &str = "\
load_file(\"stdrun.hoc\")
create soma
access soma
{L = 20  diam = 20  celsius = 20  v_init = -60  nseg = 9}
{insert pas  insert shell  insert pool  insert pump  insert hh}
proc show() { local i
  i = 0
  for (x, 0) {
    if (i == 0) e_pas(x) = cai
    if (i == 1) e_pas(x) = ica
    if (i == 2) e_pas(x) = ki
    if (i == 3) e_pas(x) = ik
    if (i == 4) e_pas(x) = eca
    if (i == 5) e_pas(x) = runs_shell
    if (i == 6) e_pas(x) = inflow_shell
    if (i == 7) e_pas(x) = length_pump
    if (i == 8) e_pas(x) = ina + 1000*moved_pump + inflow_pool
    i += 1
  }
}
";

/// Runs statements here and in NEURON: what nine segments show is the same.
fn same(statements: &str) -> Vec<f64> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("shell", SHELL), ("pool", POOL), ("pump", PUMP)] {
        fs::write(folder.path().join(format!("{name}.mod")), text).unwrap();
    }
    fs::write(folder.path().join("a.hoc"), format!("{CELL}{statements}\nshow()\n")).unwrap();
    let recipe = Recipe { load: vec!["a.hoc".to_owned()], ..Recipe::default() };
    let detailed =
        detailed_cell(folder.path(), &Settings { recipe, ..Settings::default() }).unwrap_or_else(|failure| {
            panic!("{}", render_all(&failure.diagnostics, &failure.sources, MessageFormat::Short, false))
        });
    let ours = detailed.cell.sections[0].values("pas", "e_pas").unwrap().to_vec();
    let compare = format!(
        "ours, found = {ours:?}, [segment.pas.e for segment in h.soma]\n\
         assert all(abs(a - b) <= 1e-9*abs(b) for a, b in zip(ours, found)), (ours, found)"
    );
    Model::of_file(folder.path(), "a.hoc").python(&compare).soma("soma").simulate();
    ours
}

#[test]
fn once_it_is_active_what_rates_assign_is_known() {
    let ours = same("{cvode_active(1) finitialize(v_init)}");
    assert_eq!((ours[0], ours[5], ours[7]), (2e-4, 1.0, 1e-8));
    assert_eq!(same("{cvode.active(1) finitialize(v_init)}"), ours);
    assert_eq!(same("objref one\n{one = new CVode() one.active(1) finitialize(v_init)}"), ours);
}

#[test]
fn a_fixed_step_evaluates_currents_alone() {
    let ours = same("{finitialize(v_init)}");
    assert_eq!((ours[0], ours[5], ours[7]), (5e-5, 0.0, 0.025));
}

#[test]
fn it_starts_anew_from_what_stands() {
    same("{cvode_active(1) finitialize(v_init) fcurrent()}");
    same("{cvode_active(1) finitialize(v_init) inner_shell = 3e-4 fcurrent()}");
    let ours = same("{cvode_active(1) finitialize(v_init) inner_shell = 3e-4 ki = 70 cvode.re_init()}");
    assert_eq!((ours[0], ours[2], ours[5]), (3e-4, 70.0, 2.0));
    assert_eq!(same("{finitialize(v_init) inner_shell = 3e-4 cvode.re_init()}")[5], 0.0);
}
