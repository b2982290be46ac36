//! The classic membranes to the digit: each has its closed formula here.

use std::f64::consts::PI;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::inspect::gate::{Effect, Gate};
use neuron_reduce::inspect::setting::{Setting, apply};
use neuron_reduce::inspect::spectrum::{Resonance, resonance};
use neuron_reduce::inspect::{Point, Site, point};
use neuron_reduce::mechanism::Catalog;
use neuron_reduce::membrane::{Library, Program, site};
use neuron_reduce::nmodl::load_catalog;
use neuron_reduce::source::SourceMap;
use num_complex::Complex64;

const EXACT: f64 = 1e-12;

fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (found - expected).abs() / expected.abs().max(1e-300);
    assert!(error <= tolerance, "{what}: {found:e} for {expected:e}, off by {error:.1e}");
}

fn close_complex(found: Complex64, expected: Complex64, tolerance: f64, what: &str) {
    let error = (found - expected).norm() / expected.norm();
    assert!(error <= tolerance, "{what}: {found:e} for {expected:e}, off by {error:.1e}");
}

struct Mods {
    catalog: Catalog,
    library: Library,
}

/// NEURON's own mechanisms with a mod file.
fn mods(path: &str) -> Mods {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut sources = SourceMap::open(path.parent().unwrap()).unwrap();
    let mut diagnostics = Diagnostics::default();
    let name = PathBuf::from(path.file_name().unwrap());
    let (catalog, mods) = load_catalog(&mut sources, &[name], &mut diagnostics);
    assert!(!diagnostics.has_fatal(), "{diagnostics:?}");
    let library = Library::of(&mods, &indexmap::IndexMap::new(), &mut sources);
    Mods { catalog, library }
}

impl Mods {
    fn program(&self, name: &str) -> Arc<Program> {
        Arc::clone(self.library.get(name).unwrap())
    }

    fn site(&self, names: &[&str], celsius: f64, settings: &[&str]) -> Site {
        let programs: Vec<_> = names.iter().map(|name| self.program(name)).collect();
        let patch = site::alone(&programs, &self.catalog, celsius);
        let mut sites = [Site { name: names[0].to_owned(), patch, ra_ohm_cm: None }];
        let settings: Vec<Setting> = settings.iter().map(|text| text.parse().unwrap()).collect();
        apply(&settings, &mut sites).unwrap();
        let [site] = sites;
        site
    }
}

fn at(site: &Site, v_mv: f64) -> Point {
    let found = point(site, v_mv, false).unwrap();
    assert!(found.is_steady && found.figures_v_mv == v_mv);
    found
}

fn gate<'a>(point: &'a Point, name: &str) -> &'a Gate {
    let gates = point.mechanisms.iter().flat_map(|mechanism| &mechanism.states.gates);
    gates.into_iter().find(|gate| gate.name == name).unwrap()
}

/// x/(1 - exp(-x)) and its derivative.
fn linoid(x: f64) -> (f64, f64) {
    let rest = 1.0 - (-x).exp();
    (x / rest, (rest - x * (-x).exp()) / (rest * rest))
}

/// A gate from its rates and their derivatives: steady state, its derivative, time constant.
fn of_rates((alpha, d_alpha): (f64, f64), (beta, d_beta): (f64, f64)) -> [f64; 3] {
    let sum = alpha + beta;
    [alpha / sum, (d_alpha * beta - alpha * d_beta) / (sum * sum), 1.0 / sum]
}

/// Hodgkin and Huxley 1952 at 6.3 degC: steady state, derivative, time constant of m, h, n.
fn hodgkin_huxley_gates(v: f64) -> [[f64; 3]; 3] {
    let (m_rate, m_slope) = linoid((v + 40.0) / 10.0);
    let m_beta = 4.0 * (-(v + 65.0) / 18.0).exp();
    let h_alpha = 0.07 * (-(v + 65.0) / 20.0).exp();
    let h_rest = (-(v + 35.0) / 10.0).exp();
    let h_beta = 1.0 / (h_rest + 1.0);
    let (n_rate, n_slope) = linoid((v + 55.0) / 10.0);
    let n_beta = 0.125 * (-(v + 65.0) / 80.0).exp();
    [
        of_rates((m_rate, m_slope / 10.0), (m_beta, -m_beta / 18.0)),
        of_rates((h_alpha, -h_alpha / 20.0), (h_beta, h_rest / 10.0 * h_beta * h_beta)),
        of_rates((0.1 * n_rate, 0.1 * n_slope / 10.0), (n_beta, -n_beta / 80.0)),
    ]
}

/// Frequency of the greatest value between two frequencies, by ever finer grids.
fn greatest(mut low: f64, mut high: f64, value: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..40 {
        let step = (high - low) / 8.0;
        let best = (0..=8).map(|k| low + f64::from(k) * step).max_by(|a, b| value(*a).total_cmp(&value(*b))).unwrap();
        (low, high) = (best - step, best + step);
    }
    f64::midpoint(low, high)
}

#[test]
fn hodgkin_and_huxley_at_rest() {
    let (v, g_na, g_k, g_l, e_na, e_k) = (-65.0, 0.12, 0.036, 0.0003, 50.0, -77.0);
    let [[m, dm, tau_m], [h, dh, tau_h], [n, dn, tau_n]] = hodgkin_huxley_gates(v);
    let chord = [g_na * m.powi(3) * h, g_k * n.powi(4), g_l];
    // What each gate adds at 0 Hz: the derivative of the current by the gate times that of the gate by the voltage.
    let branches = [
        ("m", m, dm, tau_m, g_na * 3.0 * m * m * h * (v - e_na) * dm, 3, Effect::Regenerative),
        ("h", h, dh, tau_h, g_na * m.powi(3) * (v - e_na) * dh, 1, Effect::Restorative),
        ("n", n, dn, tau_n, g_k * 4.0 * n.powi(3) * (v - e_k) * dn, 4, Effect::Restorative),
    ];
    let hh = mods("tests/corpus/membrane/textbook.mod").site(&["hh"], 6.3, &[]);
    let found = at(&hh, v);
    for (name, steady, slope, tau, conductance, exponent, effect) in branches {
        let gate = gate(&found, name);
        let branch = gate.branch.as_ref().unwrap();
        close(gate.steady, steady, EXACT, &format!("{name} steady"));
        close(gate.slope_per_mv, slope, EXACT, &format!("d{name}/dv"));
        close(gate.tau_ms, tau, EXACT, &format!("tau of {name}"));
        close(branch.conductance_s_per_cm2, conductance, EXACT, &format!("branch of {name}"));
        close(branch.inductance_h_cm2(), tau / 1000.0 / conductance, EXACT, &format!("inductance of {name}"));
        assert_eq!((gate.enters.len(), gate.enters[0].integer()), (1, Some(exponent)), "{name}");
        assert_eq!(Effect::of(branch), effect, "{name}");
    }
    let currents = &found.mechanisms[0].currents;
    for (current, chord) in currents.iter().zip(chord) {
        close(current.chord_s_per_cm2.unwrap(), chord, 1e-10, &format!("chord of {}", current.name));
        close(current.instantaneous_s_per_cm2, chord, EXACT, &format!("fast slope of {}", current.name));
    }
    // The slow branches of the squid axon, in H cm2; that of m is negative.
    let inductance = |name: &str| gate(&found, name).branch.as_ref().unwrap().inductance_h_cm2();
    insta::assert_snapshot!(
        format!("{:.4} {:.4} {:.4}", inductance("m"), inductance("h"), inductance("n")),
        @"-0.5486 118.9779 6.4298"
    );
    let admittance = |f_hz: f64| {
        let w = 2.0 * PI * f_hz / 1000.0;
        let branch = |conductance: f64, tau: f64| conductance / Complex64::new(1.0, w * tau);
        let gates = branches.iter().map(|&(_, _, _, tau, conductance, ..)| branch(conductance, tau)).sum::<Complex64>();
        gates + chord.iter().sum::<f64>() + Complex64::new(0.0, 1e-3 * w)
    };
    for f_hz in [0.0, 1.0, 67.0, 200.0, 1000.0] {
        close_complex(found.linear.admittance_s_per_cm2(f_hz), admittance(f_hz), EXACT, &format!("Y({f_hz} Hz)"));
    }
    let Resonance { peak, z0, zero_phase_hz } = resonance(&found.linear);
    let (peak, zero_phase_hz) = (peak.unwrap(), zero_phase_hz.unwrap());
    let expected_hz = greatest(20.0, 200.0, |f_hz| 1.0 / admittance(f_hz).norm());
    close(peak.frequency_hz, expected_hz, 1e-6, "resonance");
    close(z0, 1.0 / admittance(0.0).norm(), EXACT, "|Z(0)|");
    close(peak.q, (admittance(0.0).norm() / admittance(expected_hz).norm()).abs(), EXACT, "Q");
    assert!(admittance(zero_phase_hz).im.abs() < 1e-15, "{}", admittance(zero_phase_hz));
    insta::assert_snapshot!(format!("{:.3} Hz, Q {:.4}, {zero_phase_hz:.3} Hz", peak.frequency_hz, peak.q), @"66.666 Hz, Q 2.8254, 54.304 Hz");
}

#[test]
fn a_calcium_current_by_goldman_hodgkin_and_katz() {
    let (celsius, p, inside, outside, v) = (34.0, 2e-4, 1e-4, 1.8, -30.0);
    let mods = mods("tests/corpus/membrane/caghk.mod");
    let site = mods.site(&["caghk"], celsius, &["pbar=2e-4", "cai=1e-4", "cao=1.8"]);
    let found = at(&site, v);
    let sigmoid = |v: f64, half: f64, width: f64| {
        let s = 1.0 / (1.0 + (-(v - half) / width).exp());
        (s, s * (1.0 - s) / width)
    };
    let ((m, dm), (h, dh)) = (sigmoid(v, -30.0, 6.0), sigmoid(v, -60.0, -7.0));
    let per_mv = 2.0 * 96485.0 / (8.314 * (celsius + 273.15) * 1000.0);
    // x/(exp(x) - 1) and its derivative.
    let exprel = |x: f64| (x / x.exp_m1(), (x.exp_m1() - x * x.exp()) / x.exp_m1().powi(2));
    let flux = |v: f64| {
        let w = v * per_mv;
        let ((out, d_out), (inward, d_in)) = (exprel(w), exprel(-w));
        let scale = 0.001 * 2.0 * 96485.0;
        (scale * (inside * inward - outside * out), scale * per_mv * (-inside * d_in - outside * d_out))
    };
    let (f, df) = flux(v);
    let current = &found.mechanisms[0].currents[0];
    close(current.value_ma_per_cm2, p * m * m * h * f, EXACT, "current");
    close(current.instantaneous_s_per_cm2, p * m * m * h * df, EXACT, "fast slope");
    let gates = [p * 2.0 * m * h * f * dm, p * m * m * f * dh];
    close(current.slope_s_per_cm2, p * m * m * h * df + gates[0] + gates[1], EXACT, "slope");
    let nernst_mv = (outside / inside).ln() / per_mv;
    close(current.reversal_mv.unwrap(), nernst_mv, EXACT, "reversal");
    close(current.chord_s_per_cm2.unwrap(), p * m * m * h * f / (v - nernst_mv), EXACT, "chord");
    for (name, conductance, tau_ms) in [("m", gates[0], 2.0), ("h", gates[1], 50.0)] {
        let branch = gate(&found, name).branch.clone().unwrap();
        close(branch.conductance_s_per_cm2, conductance, EXACT, name);
        close(branch.inductance_h_cm2(), tau_ms / 1000.0 / conductance, EXACT, name);
    }
    // At 0 mV the code takes the branch of its singularity, whose slope is the limit from both sides.
    let zero = at(&site, 0.0);
    let scale = 0.001 * 2.0 * 96485.0;
    let ((m, _), (h, _)) = (sigmoid(0.0, -30.0, 6.0), sigmoid(0.0, -60.0, -7.0));
    let expected = p * m * m * h * scale * per_mv * 0.5 * (inside + outside);
    close(zero.mechanisms[0].currents[0].instantaneous_s_per_cm2, expected, 1e-8, "fast slope at 0 mV");
}

#[test]
fn a_channel_of_three_states() {
    let (g_max, e, v) = (0.002, -80.0, -55.0);
    let found = at(&mods("tests/corpus/membrane/threestate.mod").site(&["threestate"], 20.0, &[]), v);
    let (a, b, c, d) = (0.5 * ((v + 40.0) / 20.0_f64).exp(), 0.3 * (-(v + 40.0) / 25.0_f64).exp(), 0.02, 0.008);
    let (da, db) = (a / 20.0, -b / 25.0);
    // C : O : I = b/a : 1 : c/d
    let open = 1.0 / (1.0 + b / a + c / d);
    let (closed, inactive) = (open * b / a, open * c / d);
    let scheme = &found.mechanisms[0].states.schemes[0];
    assert!(scheme.is_kinetic && found.mechanisms[0].states.gates.is_empty());
    for (name, expected) in [("C", closed), ("O", open), ("I", inactive)] {
        let state = scheme.states.iter().find(|state| state.name == name).unwrap();
        close(state.steady, expected, EXACT, name);
    }
    let entries = |name: &str| scheme.states.iter().find(|state| state.name == name).unwrap().enters.clone();
    assert_eq!((entries("O")[0].integer(), entries("C").len(), entries("I").len()), (Some(1), 0, 0));
    // The eigenvalues of the two occupancies that are free.
    let (trace, determinant) = (-(a + b + c + d), a * d + b * d + a * c);
    let root = (trace * trace - 4.0 * determinant).sqrt();
    let modes = [f64::midpoint(trace, root), f64::midpoint(trace, -root)];
    assert_eq!(scheme.modes_per_ms.len(), 2);
    for (mode, expected) in scheme.modes_per_ms.iter().zip(modes) {
        close(mode.re, expected, 1e-11, "mode");
        assert_eq!(mode.im, 0.0);
    }
    let drive = da * closed - db * open;
    for f_hz in [0.0, 0.1, 1.0, 10.0, 100.0, 1000.0] {
        let iw = Complex64::new(0.0, 2.0 * PI * f_hz / 1000.0);
        let by_v = drive / (iw + a + b + c - (d - a) * c / (iw + d));
        let expected = g_max * (v - e) * by_v + g_max * open;
        close_complex(found.linear.current_admittances_s_per_cm2(f_hz)[0], expected, EXACT, &format!("Y({f_hz} Hz)"));
    }
}

#[test]
fn the_resonance_of_a_segment_with_ih() {
    let (v, g_h, g_l, cm, e_h) = (-80.0, 3e-4, 5e-5, 1.0, -45.0);
    let mods = mods("mod/ih.mod");
    let site = mods.site(&["ih", "pas"], 34.0, &["gbar_ih=3e-4", "g_pas=5e-5", "e_pas=-80"]);
    let found = at(&site, v);
    let (rate, slope) = linoid(-(v + 154.9) / 11.9);
    let opening = (6.43e-3 * 11.9 * rate, -6.43e-3 * slope);
    let closing = 0.193 * (v / 33.1).exp();
    let [m, dm, tau] = of_rates(opening, (closing, closing / 33.1));
    // Y = a + b/(1 + iw tau) + iw C, in S/cm2, C in S ms/cm2.
    let (a, b, c) = (g_l + g_h * m, g_h * (v - e_h) * dm, 1e-3 * cm);
    let branch = gate(&found, "m").branch.clone().unwrap();
    close(branch.conductance_s_per_cm2, b, EXACT, "branch");
    close(branch.inductance_h_cm2(), tau / 1000.0 / b, EXACT, "inductance");
    close(found.membrane.slope.s_per_cm2, a + b, EXACT, "slope");
    close(found.membrane.instantaneous.tau_ms, c / a, EXACT, "time constant");
    // |Y|^2 = const + (C/tau)^2 s + K/s with s = 1 + (w tau)^2: least at s = sqrt(K) tau/C.
    let k = 2.0 * a * b + b * b + 2.0 * c * b / tau;
    let s = k.sqrt() * tau / c;
    let w = (s - 1.0).sqrt() / tau;
    let admittance = |w: f64| a + b / Complex64::new(1.0, w * tau) + Complex64::new(0.0, w * c);
    let Resonance { peak, zero_phase_hz, .. } = resonance(&found.linear);
    let peak = peak.unwrap();
    close(peak.frequency_hz, 1000.0 * w / (2.0 * PI), 1e-7, "resonance");
    close(peak.q, (a + b) / admittance(w).norm(), EXACT, "Q");
    // Im Y = 0: C s = b tau.
    let w = (b * tau / c - 1.0).sqrt() / tau;
    close(zero_phase_hz.unwrap(), 1000.0 * w / (2.0 * PI), EXACT, "zero phase");
    // Voltage and gate together: l^2 + (a/C + 1/tau) l + (a + b)/(C tau) = 0.
    let (half, product) = (0.5 * (a / c + 1.0 / tau), (a + b) / (c * tau));
    let eigenvalue = found.membrane.eigenvalues_per_ms[0];
    assert_eq!(found.membrane.eigenvalues_per_ms.len(), 2);
    close(eigenvalue.re, -half, 1e-11, "decay");
    close(eigenvalue.im.abs(), (product - half * half).sqrt(), 1e-11, "oscillation");
    assert!(found.membrane.is_stable());
}
