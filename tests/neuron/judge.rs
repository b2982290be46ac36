//! The judge of single mechanisms, judged by closed formulas.

use num_complex::Complex64;

use crate::support::mechanisms::{AdmittanceOf, Evaluation, Judge, Membrane, Method};
use crate::support::venv::Neuron;

#[test]
fn both_versions_solve_the_hodgkin_huxley_equations() {
    for neuron in [Neuron::Nine, Neuron::Eight] {
        let said = Judge::of(neuron).self_check("mechanisms.py");
        assert!(said.is_ok(), "{said:?}");
    }
}

#[test]
fn three_ways_lead_to_the_hodgkin_huxley_admittance() {
    let said = Judge::of(Neuron::Eight).self_check("admittance.py");
    assert!(said.is_ok(), "{said:?}");
}

#[test]
fn a_passive_membrane_is_its_conductance_and_its_capacitance() {
    let membrane = Membrane { cm_uf_per_cm2: 2.0, ..Membrane::of("pas") }.set("g_pas", 3e-4).set("e_pas", -60.0);
    let evaluated = Judge::of(Neuron::Nine).evaluate(&[Evaluation::at(membrane.clone(), &[-50.0])]);
    let at = evaluated[0].as_ref().unwrap().voltages[0].as_ref().unwrap().clone();
    assert_eq!(at.initial["i_pas"], 3e-4 * 10.0);
    assert!((at.slope_conductance() / 3e-4 - 1.0).abs() < 1e-12, "{}", at.slope_conductance());
    let methods = [Method::Impedance, Method::Equations, Method::Sinusoid];
    let measured = Judge::of(Neuron::Eight).admittance(&[AdmittanceOf::at(membrane, -50.0, &[100.0], &methods)]);
    let measured = measured[0].as_ref().unwrap();
    let expected = Complex64::new(3e-4, 2e-6 * 200.0 * std::f64::consts::PI);
    for found in [&measured.impedance, &measured.equations, &measured.sinusoid] {
        let found = found.as_ref().unwrap().found().unwrap()[0].value();
        assert!((found - expected).norm() < 1e-7 * expected.norm(), "{found} {expected}");
    }
}

#[test]
fn a_job_that_fails_leaves_the_others_alone() {
    let at = |mechanism: &str| Evaluation::at(Membrane::of(mechanism), &[-70.0]);
    let answers = Judge::of(Neuron::Nine).evaluate(&[at("nobody"), at("pas")]);
    assert_eq!(answers[0].as_ref().unwrap_err(), "ValueError: argument not a density mechanism name.");
    assert_eq!(answers[1].as_ref().unwrap().voltages[0].as_ref().unwrap().initial["e_pas"], -70.0);
}
