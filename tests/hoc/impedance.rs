//! `Impedance` over mod files, against closed formulas: one segment of 100 pi um2 with next to no axial resistance.

use std::f64::consts::PI;

use num_complex::Complex64;

use crate::initialize::{built, e_pas, settings};

/// A gate whose steady state rises by 0.01 per mV.
const GATE: &str = "\
NEURON { SUFFIX gate  NONSPECIFIC_CURRENT i  RANGE gbar, e, tau }
PARAMETER { gbar = 0.001  e = 20  tau = 4 }
ASSIGNED { v  i }
STATE { m }
INITIAL { m = 0.5 + (v + 70)/100 }
BREAKPOINT { SOLVE move METHOD cnexp  i = gbar*m*(v - e) }
DERIVATIVE move { m' = (0.5 + (v + 70)/100 - m)/tau }
";

/// The same as a point process, in nA; open and closed are the states of a scheme.
const SCHEME: &str = "\
NEURON { POINT_PROCESS scheme  NONSPECIFIC_CURRENT i  RANGE gbar, e, tau }
PARAMETER { gbar = 0.003  e = 20  tau = 4 }
ASSIGNED { v  i }
STATE { c o }
INITIAL { o = 0.5 + (v + 70)/100  c = 1 - o }
BREAKPOINT { SOLVE move METHOD sparse  i = gbar*o*(v - e) }
KINETIC move {
  ~ c <-> o ((0.5 + (v + 70)/100)/tau, (0.5 - (v + 70)/100)/tau)
  CONSERVE c + o = 1
}
";

/// A pool of calcium that a current of its own fills, with a square that the step of a derivative shows.
const POOL: &str = "\
NEURON { SUFFIX pool  USEION ca WRITE ica, cai  RANGE g }
PARAMETER { g = 0.001 }
ASSIGNED { v  ica }
STATE { cai FROM 0 TO 1 <0.5> }
INITIAL { cai = 0.2 }
BREAKPOINT { SOLVE move METHOD derivimplicit  ica = g*cai*v }
DERIVATIVE move { cai' = -cai*cai - 0.001*v }
";

/// What it injects falls with the voltage.
const ELECTRODE: &str = "\
NEURON { POINT_PROCESS electrode  ELECTRODE_CURRENT i  RANGE r }
PARAMETER { r = 10 }
ASSIGNED { v  i }
BREAKPOINT { i = (-60 - v)/r }
";

const BY_STEPS: &str = "\
NEURON { SUFFIX stepped  NONSPECIFIC_CURRENT i }
ASSIGNED { v  i  dt }
STATE { m }
BREAKPOINT { SOLVE advance  i = 0.001*m*v }
PROCEDURE advance() { m = m + dt*(1 - m) }
";

const FROZEN: &str = "\
NEURON { SUFFIX frozen  NONSPECIFIC_CURRENT i }
ASSIGNED { v  i }
STATE { m }
BREAKPOINT { SOLVE move METHOD cnexp  i = 0.001*m*v }
DERIVATIVE move { m' = 0.01*v }
";

const RANDOM: &str = "\
NEURON { SUFFIX noisy  NONSPECIFIC_CURRENT i }
ASSIGNED { v  i }
BREAKPOINT { i = normrand(0, 1) }
";

const AREA_UM2: f64 = 100.0 * PI;

const PASSIVE: &str =
    "insert pas\n{g_pas = 0.0005 e_pas = 0 Ra = 1e-6}\nobjref z, p\nz = new Impedance()\nz.loc(0.5)\n";

/// The admittance without what is added, uS.
fn passive_us(frequency_hz: f64) -> Complex64 {
    Complex64::new(0.0005, 2.0 * PI * frequency_hz * 1e-6) * AREA_UM2 * 1e-2
}

fn near(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs(), "{found}, expected {expected}");
}

/// The input impedance and its phase.
fn input(mods: &[&str], hoc: &str, compute: &str) -> (f64, f64) {
    let look = |what: &str| {
        e_pas(mods, &format!("{PASSIVE}{hoc}\n{{finitialize(-60)}}\n{{z.compute({compute})}}\ne_pas = z.{what}(0.5)\n"))
    };
    (look("input"), look("input_phase"))
}

fn is_impedance((size, phase): (f64, f64), admittance_us: Complex64, relative: f64) {
    let expected = admittance_us.inv();
    near(size, expected.norm(), relative);
    near(phase, expected.arg(), relative);
}

/// What the gate admits at -60 mV, with its conductance.
fn gate(frequency_hz: f64, conductance: f64) -> Complex64 {
    let rate_per_ms = 1.0 / 4.0;
    let follows = 0.01 * rate_per_ms / Complex64::new(rate_per_ms, 2.0 * PI * frequency_hz * 1e-3);
    conductance * (0.6 + (-60.0 - 20.0) * follows)
}

#[test]
fn states_stand_still_or_follow() {
    for frequency_hz in [0.0, 20.0, 300.0] {
        let added = |conductance| passive_us(frequency_hz) + conductance * AREA_UM2 * 1e-2;
        let stands = input(&[GATE], "insert gate", &format!("{frequency_hz}"));
        is_impedance(stands, added(Complex64::from(0.001 * 0.6)), 1e-9);
        let follows = input(&[GATE], "insert gate", &format!("{frequency_hz}, 1"));
        is_impedance(follows, added(gate(frequency_hz, 0.001)), 1e-9);
    }
}

#[test]
fn a_scheme_in_one_place_follows() {
    let found = input(&[SCHEME], "p = new scheme(0.5)", "40, 1");
    is_impedance(found, passive_us(40.0) + gate(40.0, 0.003), 1e-9);
    let stands = input(&[SCHEME], "p = new scheme(0.5)\nz.compute(3, 1)", "40");
    is_impedance(stands, passive_us(40.0) + 0.003 * 0.6, 1e-9);
}

#[test]
fn slopes_are_taken_by_steps_of_the_tolerance() {
    for (steps, step) in [("", 0.001), ("z.deltafac(0.01)\n", 0.01)] {
        let found = input(&[POOL], &format!("insert pool\n{steps}"), "30, 1");
        let (v, cai, g) = (-60.0, 0.2, 0.001);
        // The square's slope from 0.2 to 0.2 + 0.5 steps.
        let decay = 2.0 * cai + 0.5 * step;
        let follows = g * v * -0.001 / Complex64::new(decay, 2.0 * PI * 30.0 * 1e-3);
        is_impedance(found, passive_us(30.0) + (g * cai + follows) * AREA_UM2 * 1e-2, 1e-9);
    }
}

#[test]
fn an_electrode_that_holds_the_voltage_conducts() {
    is_impedance(input(&[ELECTRODE], "p = new electrode(0.5)", "40"), passive_us(40.0) + 0.1, 1e-9);
    is_impedance(input(&[ELECTRODE], "p = new electrode(0.5)", "40, 1"), passive_us(40.0) + 0.1, 1e-9);
}

#[test]
fn currents_are_those_of_fcurrent_afterwards() {
    let hoc = "insert gate\n{finitialize(-60)}\n{v = -50 z.compute(10)}\ne_pas = i_gate\n";
    near(e_pas(&[GATE], &format!("{PASSIVE}{hoc}")), 0.001 * 0.6 * (-50.0 - 20.0), 1e-12);
}

#[test]
fn what_has_no_impedance_is_refused() {
    let said = |mods: &[&str], hoc: &str| built(mods, &format!("{PASSIVE}{hoc}\n"), &settings()).unwrap_err();
    let follow = "{finitialize(-60)}\n{z.compute(10, 1)}\ne_pas = z.input(0.5)";
    let without_rates = said(&[BY_STEPS], &format!("insert stepped\n{follow}"));
    assert!(without_rates.contains("error[hoc::execerror]: stepped cannot be used with CVODE"), "{without_rates}");
    let nowhere = said(&[], "{z.loc(-1)}\n{z.compute(10)}");
    let expected = "a.hoc:10:4: error[hoc::execerror]: Impedance stimulus location is not specified.";
    assert!(nowhere.contains(expected), "{nowhere}");
    let unbounded = said(&[FROZEN], &format!("insert frozen\n{}", follow.replace("10, 1", "0, 1")));
    assert!(unbounded.contains("the states of frozen in soma have no response at this frequency"), "{unbounded}");
    let random = said(&[RANDOM], &format!("insert noisy\n{}", follow.replace("10, 1", "10")));
    let expected = "an impedance with the mechanism `noisy`, which is not evaluated here, is not supported";
    assert!(random.contains(expected), "{random}");
}

#[test]
fn after_a_simulation_nothing_is_known_until_it_is_initialized_again() {
    let hoc = |then: &str| format!("{PASSIVE}{{run()}}\n{then}{{z.compute(0)}}\ne_pas = z.input(0.5)\n");
    let detailed = built(&[], &hoc(""), &settings()).unwrap();
    let said = detailed.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect::<Vec<_>>();
    let expected = "an impedance with the voltages of a simulation, which is not run, is not supported";
    assert!(said.contains(&expected), "{said:?}");
    near(e_pas(&[], &hoc("{finitialize(-60)}\n")), passive_us(0.0).inv().re, 1e-9);
}
