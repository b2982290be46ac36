//! Equations of mod files evaluated: what each form of the language gives, what is recognized, what is refused.

use std::sync::Arc;

use indexmap::IndexMap;
use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::mechanism::ion::IonStyle;
use neuron_reduce::membrane::linear::LinearMembrane;
use neuron_reduce::membrane::memory::Memory;
use neuron_reduce::membrane::segment::{Ion, OperatingPoint, Patch, Segment};
use neuron_reduce::membrane::{FaultKind, GivenLinearization, Library, Program, Tables, compile};
use neuron_reduce::nmodl;
use neuron_reduce::source::SourceMap;
use num_complex::Complex64;

fn program(text: &str) -> Arc<Program> {
    let mut sources = SourceMap::default();
    let file = sources.add_text("a.mod", text);
    let mut diagnostics = Diagnostics::default();
    let tree = nmodl::parse(text, file, &mut diagnostics).unwrap_or_else(|| panic!("{diagnostics:?}"));
    Arc::new(compile(&tree, "a"))
}

fn ion(name: &str, valence: f64, style: u32) -> Ion {
    let style = IonStyle::from_number(style);
    Ion { name: name.into(), valence, e_mv: -80.0, inner_mm: 1e-4, outer_mm: 2.0, style }
}

fn patch(programs: &[Arc<Program>], ions: Vec<Ion>) -> Patch {
    let mechanisms = programs.iter().map(|program| (Arc::clone(program), Memory::new(program))).collect();
    Patch { celsius: 20.0, diam_um: 10.0, area_um2: 1000.0, cm_uf_per_cm2: 1.0, mechanisms, ions }
}

/// A segment with a mechanism that has the current `i`.
fn segment(text: &str, v_mv: f64) -> Segment {
    Segment::start(patch(&[program(text)], vec![]), v_mv, None).unwrap_or_else(|(_, fault)| panic!("{fault:?}"))
}

fn point(text: &str, v_mv: f64) -> OperatingPoint {
    let segment = segment(text, v_mv);
    segment.evaluate(v_mv, &segment.initial_states()).unwrap()
}

fn linear(text: &str, v_mv: f64) -> LinearMembrane {
    let segment = segment(text, v_mv);
    let steady = segment.steady(v_mv).unwrap();
    assert!(steady.converged);
    segment.linearize(&steady.point).unwrap()
}

/// The current of a mechanism whose `BREAKPOINT` has these statements.
fn current(declarations: &str, statements: &str) -> f64 {
    let text = format!(
        "NEURON {{ SUFFIX a NONSPECIFIC_CURRENT i }}\nASSIGNED {{ v i }}\n{declarations}\nBREAKPOINT {{ {statements} }}"
    );
    point(&text, -60.0).current_ma_per_cm2()
}

fn fault(declarations: &str, statements: &str) -> FaultKind {
    let text = format!(
        "NEURON {{ SUFFIX a NONSPECIFIC_CURRENT i POINTER far }}\nASSIGNED {{ v i far }}\n{declarations}\n\
         BREAKPOINT {{ {statements} }}"
    );
    let segment = Segment::start(patch(&[program(&text)], vec![]), -60.0, None);
    match segment {
        Err((_, fault)) => fault.kind,
        Ok(segment) => segment.evaluate(-60.0, &segment.initial_states()).unwrap_err().1.kind,
    }
}

#[test]
fn operators_bind_as_in_nmodl() {
    assert_eq!(current("", "i = 2 + 3*4^2/8 - -1"), 9.0);
    assert_eq!(current("", "i = 2^3^2"), 512.0);
    assert_eq!(current("", "i = -2^2"), -4.0, "the power binds first");
    assert_eq!(current("", "i = (1 < 2) + (2 <= 2) + (3 > 4) + (1 == 1) + (1 != 1) + !0 + (1 && 0) + (0 || 2)"), 5.0);
    assert_eq!(current("", "i = v/2 + 1 (mV)"), -29.0);
}

#[test]
fn functions_of_nmodl() {
    let cases = [
        ("exp(1)", std::f64::consts::E),
        ("log(10)*log10(100)", 2.0 * 10.0_f64.ln()),
        ("fabs(-3) + sqrt(4) + pow(2, 3)", 13.0),
        ("sin(1)^2 + cos(1)^2 + tan(0)", 1.0),
        ("asin(1) + acos(1) + atan(1) + atan2(1, -1)", std::f64::consts::PI * (0.5 + 0.25 + 0.75)),
        ("sinh(0) + cosh(0) + tanh(0)", 1.0),
        ("floor(-1.5) + ceil(1.2) + fmod(7, 4)", 3.0),
        ("factorial(5) + hyperbol(1, 4, 3) + revhyperbol(1, 4, 3)", 124.0),
        ("sigmoid(2, 10, 3, 2) + revsigmoid(2, 10, 3, 2)", 10.0),
        ("erf(0.5)", 0.520_499_876_3),
    ];
    for (text, value) in cases {
        let found = current("", &format!("i = {text}"));
        assert!((found - value).abs() < 1e-6 * value.abs(), "{text}: {found} for {value}");
    }
}

#[test]
fn statements_of_nmodl() {
    assert_eq!(current("ASSIGNED { a[4] }", "FROM k = 0 TO 3 { a[k] = k*k } i = a[1] + a[2] + a[3]"), 14.0);
    assert_eq!(current("", "LOCAL n, s n = 0 s = 0 while (n < 5) { n = n + 1 s = s + n } i = s"), 15.0);
    assert_eq!(current("", "if (v > 0) { i = 1 } else if (v < -50) { i = 2 } else { i = 3 }"), 2.0);
    assert_eq!(
        current("DEFINE N 3\nCONSTANT { c = 5 }\nPARAMETER { p = 7 }\nLOCAL file", "file = 1 i = N*c + p + file"),
        23.0
    );
    assert_eq!(
        current(
            "FUNCTION f(x, y) { LOCAL z z = x*y f = z + 1 }\nPROCEDURE p(x) { v2 = x }\nASSIGNED { v2 }",
            "p(f(2, 3)) i = v2"
        ),
        7.0
    );
    assert_eq!(current("FUNCTION f(n) { if (n < 2) { f = 1 } else { f = n*f(n - 1) } }", "i = f(5)"), 120.0);
}

#[test]
fn what_does_not_end_is_refused() {
    assert_eq!(fault("", "while (1) { i = 1 }"), FaultKind::Endless);
    assert_eq!(fault("FUNCTION f(n) { f = f(n) }", "i = f(1)"), FaultKind::TooDeep);
    assert_eq!(fault("ASSIGNED { a[2] }", "a[2] = 1 i = 0"), FaultKind::Index { index: 2.0, length: 2 });
}

#[test]
fn what_decides_a_value_from_outside_is_refused() {
    assert_eq!(fault("", "i = far"), FaultKind::Outside("far".into()));
    assert_eq!(fault("", "i = normrand(0, 1)"), FaultKind::Random("normrand".into()));
    assert_eq!(fault("FUNCTION_TABLE tab(v)", "i = tab(v)"), FaultKind::FunctionTable("tab".into()));
    assert_eq!(fault("", "i = nothing"), FaultKind::Undeclared("nothing".into()));
    assert_eq!(fault("", "i = nobody(1)"), FaultKind::Function("nobody".into()));
}

#[test]
fn c_code_that_does_not_matter_is_passed_over() {
    let rates = "PROCEDURE rates() { x = 2\nVERBATIM\n\treturn 0;\nENDVERBATIM\nx = 3 }\nASSIGNED { x y }";
    assert_eq!(current(rates, "rates() i = x"), 2.0, "C code returns");
    let seed = "PROCEDURE seed() {\nVERBATIM\n  y = nrn_random_pick(_p_r); printf(\"%g\", y);\nENDVERBATIM\n }\nASSIGNED { x y }";
    assert_eq!(current(seed, "seed() x = 4 i = x"), 4.0, "nothing needs y");
    assert_eq!(current(seed, "seed() y = 5 i = y"), 5.0, "y has a value again");
}

#[test]
fn c_code_that_decides_a_current_is_refused() {
    let seed = "PROCEDURE seed() {\nVERBATIM\n  y = nrn_random_pick(_p_r);\nENDVERBATIM\n }\nASSIGNED { y }";
    assert_eq!(fault(seed, "seed() i = y"), FaultKind::Foreign("y".into()));
    let function = "FUNCTION f(x) {\nVERBATIM\n  _lf = _lx * 2;\nENDVERBATIM\n}";
    assert_eq!(fault(function, "i = f(1)"), FaultKind::ForeignResult);
}

const GATE: &str = "NEURON { SUFFIX a NONSPECIFIC_CURRENT i }\nASSIGNED { v i }\nSTATE { m }\nINITIAL { m = 0.5 }\n";

/// minf = 1/(1 + exp(-(v + 40)/5)), tau = 10.
const INFINITY: &str = "FUNCTION minf(v) { minf = 1/(1 + exp(-(v + 40)/5)) }\n";

/// The admittance of i = m (v - 30) with that gate, per formula.
fn gate_admittance(v_mv: f64, frequency_hz: f64) -> Complex64 {
    let minf = 1.0 / (1.0 + (-(v_mv + 40.0) / 5.0).exp());
    let slope = minf * (1.0 - minf) / 5.0;
    let omega = 2.0 * std::f64::consts::PI * frequency_hz / 1000.0;
    minf + slope * (v_mv - 30.0) / Complex64::new(1.0, omega * 10.0) + Complex64::new(0.0, omega * 1e-3)
}

fn assert_gate(text: &str) {
    for v_mv in [-60.0, -40.0, -31.0] {
        let linear = linear(text, v_mv);
        for frequency_hz in [0.0, 3.0, 100.0] {
            let (found, wanted) = (linear.admittance_s_per_cm2(frequency_hz), gate_admittance(v_mv, frequency_hz));
            assert!(
                (found - wanted).norm() < 1e-12 * wanted.norm(),
                "{v_mv} mV {frequency_hz} Hz: {found} {wanted}\n{text}"
            );
        }
    }
}

#[test]
fn one_gate_written_in_every_way_is_one_admittance() {
    let breakpoint = |solve: &str| format!("BREAKPOINT {{ {solve} i = m*(v - 30) }}\n");
    let derivative = "DERIVATIVE s { m' = (minf(v) - m)/10 }";
    for method in ["cnexp", "derivimplicit", "euler", "runge", "sparse"] {
        let solve = format!("SOLVE s METHOD {method}");
        assert_gate(&format!("{GATE}{INFINITY}{}{derivative}", breakpoint(&solve)));
    }
    let kinetic = "STATE { c }\nKINETIC s { ~ c <-> m (minf(v)/10, (1 - minf(v))/10) CONSERVE c + m = 1 }";
    assert_gate(&format!("{GATE}{INFINITY}{}{kinetic}", breakpoint("SOLVE s METHOD sparse")));
    let open = "STATE { c }\nINITIAL { c = 0.5 }\nKINETIC s { ~ c <-> m (minf(v)/10, (1 - minf(v))/10) }";
    assert_gate(&format!("{GATE}{INFINITY}{}{open}", breakpoint("SOLVE s METHOD sparse")));
    for step in ["1 - exp(-dt/10)", "dt/10", "dt/(10 + dt/2)"] {
        let procedure = format!("PROCEDURE s() {{ m = m + ({step})*(minf(v) - m) }}");
        assert_gate(&format!("{GATE}{INFINITY}{}{procedure}", breakpoint("SOLVE s")));
    }
}

#[test]
fn states_that_follow_without_delay_are_part_of_the_conductance() {
    let instant = |text: &str| {
        let (found, v_mv) = (linear(text, -45.0).instantaneous_conductance_s_per_cm2(), -45.0_f64);
        let minf = 1.0 / (1.0 + (-(v_mv + 40.0) / 5.0).exp());
        let wanted = minf + minf * (1.0 - minf) / 5.0 * (v_mv - 30.0);
        assert!((found - wanted).abs() < 1e-12 * wanted.abs(), "{found} {wanted}\n{text}");
    };
    instant(&format!("{GATE}{INFINITY}BREAKPOINT {{ SOLVE s i = m*(v - 30) }}\nPROCEDURE s() {{ m = minf(v) }}"));
    instant(&format!("{GATE}{INFINITY}BREAKPOINT {{ m = minf(v) i = m*(v - 30) }}"));
    instant(&format!("{GATE}{INFINITY}BREAKPOINT {{ SOLVE s i = m*(v - 30) }}\nLINEAR s {{ ~ 2*m = 2*minf(v) }}"));
    instant(&format!("{GATE}{INFINITY}BREAKPOINT {{ SOLVE s i = m*(v - 30) }}\nNONLINEAR s {{ ~ m*m*m = minf(v)^3 }}"));
}

#[test]
fn a_state_that_has_no_rate_is_refused() {
    let text = format!("{GATE}BREAKPOINT {{ SOLVE s i = m }}\nPROCEDURE s() {{ m = m/2 }}");
    let (_, fault) = Segment::start(patch(&[program(&text)], vec![]), -60.0, None).unwrap_err();
    assert_eq!(fault.kind, FaultKind::NoRate("m".into()));
}

#[test]
fn at_a_branch_for_one_voltage_the_derivative_is_the_limit() {
    let guards = [
        "if (v == -40) { f = 10 } else { f = u/(1 - exp(-u/10)) }",
        "if (fabs(u) < 1e-6) { f = 10 } else { f = u/(1 - exp(-u/10)) }",
        "if (fabs(u) > 1e-6) { f = u/(1 - exp(-u/10)) } else { f = 10 }",
        "if (v == -40) { u = u + 0.0001 } f = u/(1 - exp(-u/10))",
        "f = u/(1 - exp(-u/10))",
    ];
    for guard in guards {
        let text = format!(
            "NEURON {{ SUFFIX a NONSPECIFIC_CURRENT i }}\nASSIGNED {{ v i }}\n\
             FUNCTION f(v) {{ LOCAL u u = v + 40 {guard} }}\nBREAKPOINT {{ i = f(v) }}"
        );
        let found = linear(&text, -40.0).instantaneous_conductance_s_per_cm2();
        assert!((found - 0.5).abs() < 1e-9, "{guard}: {found}");
    }
}

#[test]
fn tables_are_the_code_or_straight_lines_between_its_points() {
    let text = "NEURON { SUFFIX a NONSPECIFIC_CURRENT i }\nASSIGNED { v i x }\n\
                PROCEDURE p(u) { TABLE x FROM -100 TO 100 WITH 20\n x = u*u }\nBREAKPOINT { p(v) i = x }";
    let with = |tables: Option<Tables>| {
        let segment = Segment::start(patch(&[program(text)], vec![]), -63.0, tables).unwrap();
        let point = segment.evaluate(-63.0, &[]).unwrap();
        let conductance = segment.linearize(&point).unwrap().instantaneous_conductance_s_per_cm2();
        (point.current_ma_per_cm2(), conductance)
    };
    assert_eq!(with(None), (3969.0, -126.0));
    let (current, conductance) = with(Some(Tables::default()));
    assert!((current - (3600.0 + 0.3 * 1300.0)).abs() < 1e-9, "{current}");
    assert!((conductance + 130.0).abs() < 1e-9, "{conductance}");
}

/// A calcium current, a pool that it fills, a current that the pool opens.
#[test]
fn a_calcium_pool_couples_its_channels() {
    let channel = program(
        "NEURON { SUFFIX ca USEION ca READ eca WRITE ica }\nASSIGNED { v eca ica }\nBREAKPOINT { ica = 1e-4*(v - eca) }",
    );
    let pool = program(
        "NEURON { SUFFIX cad USEION ca READ ica WRITE cai }\nASSIGNED { ica }\nSTATE { cai }\nBREAKPOINT { SOLVE s METHOD cnexp }\nDERIVATIVE s { cai' = -0.1*ica - (cai - 1e-4)/50 }",
    );
    let sk = program(
        "NEURON { SUFFIX sk USEION ca READ cai USEION k READ ek WRITE ik }\nASSIGNED { v cai ek ik }\nBREAKPOINT { ik = cai*(v - ek) }",
    );
    let ions = vec![ion("ca", 2.0, 0o367), ion("k", 1.0, 0o10)];
    let segment = Segment::start(patch(&[channel, pool, sk], ions), -60.0, None).unwrap();
    let steady = segment.steady(-60.0).unwrap();
    assert!(steady.converged);
    let linear = segment.linearize(&steady.point).unwrap();
    let cai = steady.point.ions[0].inner;
    let eca = steady.point.ions[0].e;
    let thermal_mv = neuron_reduce::membrane::ghk::thermal_voltage_mv(20.0);
    assert!((eca - thermal_mv / 2.0 * (2.0 / cai).ln()).abs() < 1e-9);
    assert!((cai - 1e-4 - 50.0 * -0.1 * 1e-4 * (-60.0 - eca)).abs() < 1e-15, "{cai}");
    // d cai'/d cai = -1/50 - 0.1*1e-4*thermal/(2 cai); the current of ca answers through eca, that of k through cai.
    let eca_by_cai = -thermal_mv / (2.0 * cai);
    let rate = -1.0 / 50.0 + 0.1 * 1e-4 * eca_by_cai;
    let cai_by_v = 0.1 * 1e-4 / rate;
    let wanted = 1e-4 * (1.0 - eca_by_cai * cai_by_v) + cai + (-60.0 + 80.0) * cai_by_v;
    let found = linear.admittance_s_per_cm2(0.0).re;
    assert!((found - wanted).abs() < 1e-12 * wanted.abs(), "{found} {wanted}");
}

#[test]
fn a_linearization_that_is_given_takes_the_place_of_the_equations() {
    let given: GivenLinearization = toml::from_str(
        "v-mv = -70\ncurrent-ma-per-cm2 = 2e-4\nconductance-s-per-cm2 = 1e-5\n\
         branches = [{ conductance-s-per-cm2 = 3e-5, tau-ms = 12 }]",
    )
    .unwrap();
    let library = Library::of([], &IndexMap::from([("x".to_owned(), given)]), &mut SourceMap::default());
    let segment = Segment::start(patch(&[Arc::clone(library.get("x").unwrap())], vec![]), -70.0, None).unwrap();
    let steady = segment.steady(-70.0).unwrap();
    assert_eq!(steady.point.current_ma_per_cm2(), 2e-4);
    let linear = segment.linearize(&steady.point).unwrap();
    let omega = 2.0 * std::f64::consts::PI * 0.02;
    let wanted = 1e-5 + 3e-5 / Complex64::new(1.0, omega * 12.0) + Complex64::new(0.0, omega * 1e-3);
    assert!((linear.admittance_s_per_cm2(20.0) - wanted).norm() < 1e-14 * wanted.norm());
}

#[test]
fn conserved_sums_do_not_answer() {
    let text = "NEURON { SUFFIX a NONSPECIFIC_CURRENT i }\nASSIGNED { v i }\nSTATE { c o }\nINITIAL { c = 0.25 o = 0.5 }\n\
                BREAKPOINT { SOLVE s METHOD sparse i = o*v }\nKINETIC s { ~ c <-> o (exp(v/20), 1) }";
    let segment = segment(text, -20.0);
    let steady = segment.steady(-20.0).unwrap();
    assert!((steady.point.states.iter().sum::<f64>() - 0.75).abs() < 1e-12, "{:?}", steady.point.states);
    let linear = segment.linearize(&steady.point).unwrap();
    assert_eq!(linear.conserved, 1);
    assert!(linear.admittance_s_per_cm2(0.0).is_finite());
}
