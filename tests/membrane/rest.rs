//! Where a whole cell comes to rest: closed forms, policies, what is said where there is no rest.

use std::sync::Arc;

use neuron_reduce::convert::{Detailed, detailed_cell};
use neuron_reduce::diagnostic::Diagnostic;
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::entry::Settings;
use neuron_reduce::membrane::Response;
use neuron_reduce::membrane::segment::Segment;
use neuron_reduce::membrane::site::alone;
use neuron_reduce::quasi_active::QuasiActive;
use neuron_reduce::rest::{Policy, Rest, RestError, Resting, elsewhere};

use crate::support::folders::{Folder, own, written_for_tests};
use crate::support::models::demo_directory;

/// The cell that a hoc file makes.
fn model(hoc: &str, mods: &[(&str, &str)]) -> Detailed {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("cell.hoc", hoc)].iter().chain(mods) {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    detailed_cell(folder.path(), &Settings::default()).unwrap_or_else(|failure| {
        panic!("{}", render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false))
    })
}

fn attempt(hoc: &str, mods: &[(&str, &str)], policy: Policy, treat_passive: &[&str]) -> Result<Rest, RestError> {
    let treat_passive: Vec<String> = treat_passive.iter().map(ToString::to_string).collect();
    model(hoc, mods).rest(policy, &treat_passive).map(|(_, rest)| rest)
}

fn steady(hoc: &str) -> Rest {
    attempt(hoc, &[], Policy::Steady, &[]).unwrap()
}

/// What the user reads.
fn message(error: &RestError) -> String {
    shown(&error.diagnostic())
}

fn shown(Diagnostic { severity, code, message, help, .. }: &Diagnostic) -> String {
    format!("{severity:?} {code}: {message}\nhelp: {}", help.as_deref().unwrap_or_default())
}

fn voltages(rest: &Rest) -> Vec<f64> {
    rest.sections.iter().flatten().map(|segment| segment.point.v_mv).collect()
}

fn assert_near(found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() < tolerance, "{found} for {wanted}");
}

/// The root of a function that changes its sign, by halves.
fn root(mut low: f64, mut high: f64, of: impl Fn(f64) -> f64) -> f64 {
    let sign = of(low).signum();
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if of(middle).signum() == sign { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

const SOMA: &str = "create soma\nsoma { L = 20 diam = 20 }\n";

#[test]
fn a_passive_cell_rests_where_its_leak_reverses() {
    let tree = "create soma, dend[3]\nfor i = 0, 2 connect dend[i](0), soma(i/2)\n\
                forall { insert pas e_pas = -71.3 L = 130 diam = 1.3 nseg = 7 g_pas = 1e-5 }\nv_init = -40\n";
    let rest = steady(tree);
    assert_eq!(rest.sections.iter().map(Vec::len).collect::<Vec<_>>(), [7, 7, 7, 7]);
    for v_mv in voltages(&rest) {
        assert_near(v_mv, -71.3, 1e-9);
    }
    assert!(rest.settled_ms.unwrap() > 1e9, "the last steps are Newton's");
}

/// Two segments: g1 (v1 - E1) = G (v2 - v1) = -g2 (v2 - E2).
#[test]
fn two_leaks_share_a_voltage_as_ohm_says() {
    let hoc = "create soma, dend\nconnect dend(0), soma(1)\nforall { insert pas Ra = 150 }\n\
               soma { L = 30 diam = 12 g_pas = 3e-5 e_pas = -80 }\ndend { L = 400 diam = 2 g_pas = 2e-4 e_pas = -55 }\n";
    let rest = steady(hoc);
    let pi = std::f64::consts::PI;
    let leak_us = |length_um: f64, diam_um: f64, g_pas: f64| pi * length_um * diam_um * 1e-8 * g_pas * 1e6;
    let half_mohm = |length_um: f64, diam_um: f64| 150.0 * 1e-2 * (length_um / 2.0) / (pi * diam_um * diam_um / 4.0);
    let (soma_us, dend_us) = (leak_us(30.0, 12.0, 3e-5), leak_us(400.0, 2.0, 2e-4));
    let between_mohm = 1.0 / soma_us + half_mohm(30.0, 12.0) + half_mohm(400.0, 2.0) + 1.0 / dend_us;
    let current_na = (-55.0 - -80.0) / between_mohm;
    assert_near(rest.v_mv(0, 0).unwrap(), -80.0 + current_na / soma_us, 1e-9);
    assert_near(rest.v_mv(1, 0).unwrap(), -55.0 - current_na / dend_us, 1e-9);
}

/// The current of Hodgkin and Huxley's membrane with all gates at their steady states, mA/cm2, by their formulas.
fn hodgkin_huxley(v_mv: f64) -> f64 {
    let linear_over_exponential = |x: f64, y: f64| if x == 0.0 { y } else { x / (1.0 - (-x / y).exp()) };
    let steady = |alpha: f64, beta: f64| alpha / (alpha + beta);
    let u = v_mv + 65.0;
    let m = steady(0.1 * linear_over_exponential(u - 25.0, 10.0), 4.0 * (-u / 18.0).exp());
    let h = steady(0.07 * (-u / 20.0).exp(), 1.0 / (((30.0 - u) / 10.0).exp() + 1.0));
    let n = steady(0.01 * linear_over_exponential(u - 10.0, 10.0), 0.125 * (-u / 80.0).exp());
    0.12 * m.powi(3) * h * (v_mv - 50.0) + 0.036 * n.powi(4) * (v_mv + 77.0) + 0.0003 * (v_mv + 54.3)
}

#[test]
fn a_patch_of_axon_rests_where_no_current_flows() {
    let wanted = root(-75.0, -55.0, hodgkin_huxley);
    for v_init in [-75.0, -65.0, -61.0] {
        let rest = steady(&format!("{SOMA}soma insert hh\nv_init = {v_init}\n"));
        assert_near(rest.v_mv(0, 0).unwrap(), wanted, 1e-9);
        let point = &rest.at(0, 0).unwrap().point;
        assert!(point.rows.iter().all(|rate| rate.abs() < 1e-12), "{:?}", point.rows);
        assert!(point.current_ma_per_cm2().abs() < 1e-12, "{}", point.current_ma_per_cm2());
    }
}

/// Its leak drives it: all there is are oscillations around a point that does not hold.
const FIRING: &str = "soma { insert hh el_hh = -20 }\nv_init = -65\n";

#[test]
fn a_cell_that_fires_by_itself_is_said_not_to_stay() {
    let mut detailed = model(&format!("{SOMA}{FIRING}"), &[]);
    let found = detailed.rest(Policy::Steady, &[]).map(|_| ()).map_err(|error| message(&error));
    assert_eq!(found, Ok(()));
    let warning = detailed.diagnostics.iter().last().unwrap();
    insta::assert_snapshot!(shown(warning), @"
    Warning rest::unstable: the cell does not stay where its currents balance: 2 modes grow there
    help: it may fire by itself, or rest elsewhere: start it there with `--v-init MILLIVOLT`, or look at it where it is put with `--rest v_init` or `--rest MILLIVOLT`
    ");
}

/// Far from any balance its voltage is thrown from one side to the other.
#[test]
fn a_cell_whose_voltage_goes_on_moving_does_not_come_to_rest() {
    let relay = "NEURON { SUFFIX relay NONSPECIFIC_CURRENT i }\nASSIGNED { v (mV) i (mA/cm2) }\n\
                 BREAKPOINT { if (v < -60) { i = -0.01 } else { i = 0.01 } }\n";
    let hoc = format!("{SOMA}soma insert relay\nv_init = -70\n");
    let error = attempt(&hoc, &[("relay.mod", relay)], Policy::Steady, &[]).map(|_| ()).unwrap_err();
    insta::assert_snapshot!(message(&error), @"
    Error rest::restless: the cell does not come to rest: soma still moves by 20.000 mV after 796 ms
    help: look at it where it is put: `--rest v_init`, or `--rest -70`
    ");
}

/// What is counted without eigenvalues is their number.
#[test]
fn modes_that_grow_are_counted() {
    let mut counted = std::collections::BTreeSet::new();
    for v_mv in [-75.0, -65.0, -58.0, -50.0, -40.0, -30.0] {
        let mut detailed = model(&format!("{SOMA}soma insert hh\n"), &[]);
        let (_, rest) = detailed.rest(Policy::Held(v_mv), &[]).unwrap();
        let modes = QuasiActive::of(&detailed.cell, &rest).unwrap().unstable_modes().unwrap();
        let Resting { membrane, point } = rest.at(0, 0).unwrap();
        let eigenvalues = membrane.linearize(point).unwrap().free_eigenvalues_per_ms();
        assert_eq!(modes, eigenvalues.iter().filter(|value| value.re > 0.0).count(), "{v_mv} mV: {eigenvalues:?}");
        counted.insert(modes);
    }
    assert!(counted.len() > 1, "{counted:?}");
}

/// A sealed cylinder: G (2 - 2 cos(k pi / n)) - g, k from 0 to n - 1.
#[test]
fn waves_of_a_cable_that_grow_are_counted() {
    let negative = "NEURON { SUFFIX negative NONSPECIFIC_CURRENT i RANGE g }\nPARAMETER { g = 0 (S/cm2) }\n\
                    ASSIGNED { v (mV) i (mA/cm2) }\nBREAKPOINT { i = -g*(v + 60) }\n";
    let pi = std::f64::consts::PI;
    let (nseg, length_um, diam_um, ra_ohm_cm) = (21.0, 1000.0, 2.0, 100.0);
    let axial_us = 1e2 * pi * diam_um * diam_um / 4.0 / (ra_ohm_cm * length_um / nseg);
    for g in [-1e-4, 1e-4, 1e-3, 3e-3, 0.1] {
        let hoc = format!(
            "create soma\nsoma {{ nseg = {nseg} L = {length_um} diam = {diam_um} Ra = {ra_ohm_cm} insert negative g_negative = {g} }}\n"
        );
        let mut detailed = model(&hoc, &[("negative.mod", negative)]);
        let (_, rest) = detailed.rest(Policy::Held(-60.0), &[]).unwrap();
        let modes = QuasiActive::of(&detailed.cell, &rest).unwrap().unstable_modes().unwrap();
        let own_us = g * pi * diam_um * length_um / nseg * 1e-2;
        let grows = |wave: &i32| axial_us * (2.0 - 2.0 * (f64::from(*wave) * pi / nseg).cos()) < own_us;
        assert_eq!(modes, (0..21).filter(grows).count(), "{g}");
    }
}

#[test]
fn a_cell_that_fires_can_be_looked_at_where_it_is_put() {
    let hoc = format!("{SOMA}{FIRING}");
    for (policy, v_mv) in [(Policy::Initial, -65.0), (Policy::Held(-72.5), -72.5)] {
        let rest = attempt(&hoc, &[], policy, &[]).unwrap();
        assert_eq!((rest.v_mv(0, 0), rest.settled_ms), (Some(v_mv), None));
        let point = &rest.at(0, 0).unwrap().point;
        assert!(point.rows.iter().all(|rate| rate.abs() < 1e-12), "{:?}", point.rows);
        assert!(point.current_ma_per_cm2().abs() > 1e-4, "it does not rest there");
    }
}

#[test]
fn initial_states_stay_where_initial_left_them() {
    let slow = "NEURON { SUFFIX slow NONSPECIFIC_CURRENT i }\nASSIGNED { v (mV) i (mA/cm2) }\nSTATE { m }\n\
                INITIAL { m = 0.25 }\nBREAKPOINT { SOLVE s METHOD cnexp i = 1e-5*m*(v + 70) }\n\
                DERIVATIVE s { m' = (1/(1 + exp(-(v + 50)/5)) - m)/30 }\n";
    let hoc = format!("{SOMA}soma insert slow\nv_init = -60\n");
    let states =
        |policy| attempt(&hoc, &[("slow.mod", slow)], policy, &[]).unwrap().at(0, 0).unwrap().point.states.clone();
    assert_eq!(states(Policy::Initial), [0.25]);
    assert_eq!(states(Policy::Held(-50.0)), [0.25]);
    assert_near(states(Policy::Steady)[0], 1.0 / (1.0 + 4f64.exp()), 1e-12);
}

/// Two resting states; the cell goes to that of its own side of the ridge between them.
#[test]
fn of_two_resting_states_the_one_of_the_start_is_found() {
    let bistable = "NEURON { SUFFIX two NONSPECIFIC_CURRENT i }\nASSIGNED { v (mV) i (mA/cm2) }\n\
                    BREAKPOINT { i = 1e-8*(v + 80)*(v + 60)*(v + 40) }\n";
    for (v_init, wanted) in [(-95.0, -80.0), (-60.5, -80.0), (-59.5, -40.0), (-10.0, -40.0)] {
        let hoc = format!("{SOMA}soma insert two\nv_init = {v_init}\n");
        let rest = attempt(&hoc, &[("two.mod", bistable)], Policy::Steady, &[]).unwrap();
        assert_near(rest.v_mv(0, 0).unwrap(), wanted, 1e-9);
    }
}

#[test]
fn that_a_cell_also_rests_elsewhere_is_said() {
    let said = |equation: &str, v_init: f64, policy: Policy| {
        let mechanism = format!(
            "NEURON {{ SUFFIX two NONSPECIFIC_CURRENT i }}\nASSIGNED {{ v (mV) i (mA/cm2) }}\nBREAKPOINT {{ i = {equation} }}\n"
        );
        let mut detailed = model(&format!("{SOMA}soma insert two\nv_init = {v_init}\n"), &[("two.mod", &mechanism)]);
        let (library, found) = detailed.rest(policy, &[]).unwrap();
        elsewhere(&detailed.cell, &library, &detailed.catalog, &found).as_ref().map(shown)
    };
    let two = "1e-8*(v + 80)*(v + 60)*(v + 42)";
    insta::assert_snapshot!(said(two, -70.0, Policy::Steady).unwrap(), @"
    Warning rest::several: the cell rests in more than one state: started at -40 mV it stays where soma is at -42.0 mV, not at -80.0 mV
    help: the one that `v_init` leads to is taken: `--v-init MILLIVOLT` starts elsewhere
    ");
    insta::assert_snapshot!(said(two, -50.0, Policy::Steady).unwrap(), @"
    Warning rest::several: the cell rests in more than one state: started at -90 mV it stays where soma is at -80.0 mV, not at -42.0 mV
    help: the one that `v_init` leads to is taken: `--v-init MILLIVOLT` starts elsewhere
    ");
    assert_eq!(said(two, -50.0, Policy::Held(-50.0)), None);
    assert_eq!(said("1e-4*(v + 70)", -50.0, Policy::Steady), None);
    // From above -60 mV it goes where no voltage holds it.
    assert_eq!(said("-1e-6*(v + 80)*(v + 60)", -75.0, Policy::Steady), None);
}

/// Its rate is drawn from a random number.
const RANDOM: &str = "NEURON { SUFFIX noise NONSPECIFIC_CURRENT i }\nASSIGNED { v (mV) i (mA/cm2) }\n\
                      BREAKPOINT { i = normrand(0, 1) }\n";

#[test]
fn a_mechanism_that_cannot_be_evaluated_is_named_and_can_be_left_out() {
    let hoc = format!("{SOMA}soma {{ insert pas e_pas = -66 insert noise }}\n");
    let mods = [("noise.mod", RANDOM)];
    let error = attempt(&hoc, &mods, Policy::Steady, &[]).unwrap_err();
    insta::assert_snapshot!(message(&error), @"
    Unsupported membrane::value: mechanism `noise` cannot be evaluated: `normrand` gives a random number
    help: give its linearization in `neuron-reduce.toml` (`[linearization.noise]`), or go on without its response: `--treat-passive noise`
    ");
    let rest = attempt(&hoc, &mods, Policy::Steady, &["noise"]).unwrap();
    assert_near(rest.v_mv(0, 0).unwrap(), -66.0, 1e-9);
}

/// Writes what an electrode sees, from another mechanism's current.
const RECORDER: &str = "NEURON { SUFFIX recorder RANGE seen POINTER im }\nASSIGNED { seen im area }\n\
                        INITIAL { seen = im*area }\nAFTER SOLVE { seen = im*area }";

#[test]
fn a_mechanism_that_only_watches_needs_no_value() {
    let hoc = format!("{SOMA}soma {{ insert recorder insert pas e_pas = -61 }}\n");
    let rest = attempt(&hoc, &[("recorder.mod", RECORDER)], Policy::Steady, &[]).unwrap();
    assert_near(rest.v_mv(0, 0).unwrap(), -61.0, 1e-9);
}

/// A gate whose rates are 0/0 at -65 mV, with what `TABLE` and what advances it.
fn gate(table: &str, steps: bool) -> String {
    let [solve, block] = if steps {
        ["s", "PROCEDURE s() { rates(v) m = m + (1 - exp(-dt/mtau))*(minf - m) }"]
    } else {
        ["s METHOD cnexp", "DERIVATIVE s { rates(v) m' = (minf - m)/mtau }"]
    };
    format!(
        "NEURON {{ SUFFIX gate NONSPECIFIC_CURRENT i GLOBAL minf, mtau }}\nASSIGNED {{ v dt i minf mtau }}\nSTATE {{ m }}\n\
         INITIAL {{ rates(v) m = minf }}\nBREAKPOINT {{ SOLVE {solve} i = 1e-5*m*(v - 10) }}\n{block}\n\
         PROCEDURE rates(u) {{ LOCAL a {table} a = 0.1*(u + 65)/(1 - exp(-(u + 65)/9))\n mtau = 1/(a + 0.3) minf = a*mtau }}"
    )
}

fn rest_of_gate(mechanism: &str, v_init: f64) -> Result<Rest, RestError> {
    let hoc = format!("{SOMA}soma {{ insert gate insert pas }}\nv_init = {v_init}\n");
    attempt(&hoc, &[("gate.mod", mechanism)], Policy::Steady, &[])
}

#[test]
fn where_the_code_of_a_table_has_no_number_its_points_have() {
    for steps in [false, true] {
        let mechanism = gate("TABLE minf, mtau DEPEND dt FROM -120 TO 100 WITH 199", steps);
        let [at, beside] = [-65.0, -65.5].map(|v_init| rest_of_gate(&mechanism, v_init).unwrap().v_mv(0, 0).unwrap());
        assert_near(at, beside, 1e-9);
    }
}

#[test]
fn a_start_without_a_number_is_said() {
    for steps in [false, true] {
        let error = rest_of_gate(&gate("", steps), -65.0).unwrap_err();
        assert!(message(&error).contains("has no number at -65 mV"), "{}", message(&error));
    }
}

#[test]
fn a_cell_without_a_membrane_current_stays() {
    let rest = steady(&format!("{SOMA}soma insert pas\ng_pas = 0\nv_init = -33\n"));
    assert_near(rest.v_mv(0, 0).unwrap(), -33.0, 1e-9);
}

/// Of every segment, every current of membrane and cable together.
#[test]
fn at_rest_currents_balance_and_nothing_moves() {
    let folder = demo_directory();
    let mut detailed = detailed_cell(folder.path(), &Settings::default()).map_err(|_| "a cell is built").unwrap();
    let (_, rest) = detailed.rest(Policy::Steady, &[]).unwrap();
    let mut whole_na = 0.0;
    let mut largest_na: f64 = 0.0;
    for (section, segments) in detailed.cell.sections.iter().zip(&rest.sections) {
        for (segment, area_um2) in segments.iter().zip(&section.area_um2) {
            let current_na = segment.point.current_ma_per_cm2() * area_um2 * 1e-2;
            whole_na += current_na;
            largest_na = largest_na.max(current_na.abs());
            for (row, state) in segment.point.rows.iter().zip(&segment.point.states) {
                assert!(row.abs() < 1e-10 * state.abs().max(1e-3), "{} {row} {state}", section.name);
            }
        }
    }
    assert!(largest_na > 1e-4, "segments do exchange currents: {largest_na}");
    assert!(whole_na.abs() < 1e-9 * largest_na, "{whole_na} {largest_na}");
}

/// Each density mechanism of the program and of the tests alone, and those that share calcium together.
#[test]
fn a_response_is_the_admittance_of_its_membrane() {
    for path in [own(), written_for_tests()] {
        let folder = Folder::read(&path);
        for program in &folder.programs {
            compare(&folder, &[Arc::clone(program)]);
        }
    }
    let folder = Folder::read(&own());
    let find = |name: &str| folder.programs.iter().find(|program| program.name == name).cloned().unwrap();
    compare(&folder, &["cahva", "calva", "capool", "sk", "ih", "nat"].map(find));
}

fn compare(folder: &Folder, programs: &[Arc<neuron_reduce::membrane::Program>]) {
    for v_mv in [-90.0, -63.7, -40.0, -20.1] {
        let segment = Segment::start(alone(programs, &folder.catalog, 23.0), v_mv, None);
        // Some are written to be refused.
        let Ok(point) = segment.as_ref().map_err(|_| ()).and_then(|segment| segment.steady(v_mv).map_err(|_| ()))
        else {
            continue;
        };
        let linear = segment.unwrap().linearize(&point.point).unwrap();
        let response = Response::of(&linear);
        for frequency_hz in [0.0, 0.1, 1.0, 38.0, 200.0, 1e4] {
            let (found, wanted) =
                (response.admittance_s_per_cm2(frequency_hz), linear.admittance_s_per_cm2(frequency_hz));
            let is_same = (found - wanted).norm() <= 1e-12 * wanted.norm() || (found.is_nan() && wanted.is_nan());
            assert!(is_same, "{} at {v_mv} mV, {frequency_hz} Hz: {found} for {wanted}", programs[0].name);
        }
    }
}
