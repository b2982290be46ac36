//! Derivatives against another implementation of dual numbers and against differences.

use std::sync::Arc;

use neuron_reduce::membrane::instance::{Inputs, Instance, IonValues};
use neuron_reduce::membrane::memory::Memory;
use neuron_reduce::membrane::scalar::{Dual, Elementary, Scalar};
use neuron_reduce::membrane::segment::Segment;
use neuron_reduce::membrane::{Program, site};
use num_dual::{Dual2_64, Dual64, DualNum};
use proptest::prelude::*;

use crate::support::folders::{Folder, own};

/// Ours, theirs, and a place.
type Pair = (Elementary, fn(Dual64) -> Dual64, f64);

const FUNCTIONS: [Pair; 13] = [
    (Elementary::Exp, |x| x.exp(), 1.3),
    (Elementary::Log, |x| x.ln(), 1.3),
    (Elementary::Log10, |x| x.log10(), 1.3),
    (Elementary::Sqrt, |x| x.sqrt(), 1.3),
    (Elementary::Sin, |x| x.sin(), 1.3),
    (Elementary::Cos, |x| x.cos(), 1.3),
    (Elementary::Tan, |x| x.tan(), 1.3),
    (Elementary::Asin, |x| x.asin(), 0.3),
    (Elementary::Acos, |x| x.acos(), 0.3),
    (Elementary::Atan, |x| x.atan(), 1.3),
    (Elementary::Sinh, |x| x.sinh(), 1.3),
    (Elementary::Cosh, |x| x.cosh(), 1.3),
    (Elementary::Tanh, |x| x.tanh(), 1.3),
];

fn close(one: f64, other: f64, tolerance: f64) -> bool {
    (one - other).abs() <= tolerance * other.abs().max(1e-300)
}

#[test]
fn what_is_raised_to_nothing_does_not_vary() {
    let power = |x: f64, exponent: f64| Dual::seed(x).power(Dual::constant(exponent));
    assert_eq!(power(0.0, 0.0), Dual { value: 1.0, slope: 0.0 });
    assert_eq!(power(-2.0, 0.0), Dual { value: 1.0, slope: 0.0 });
    assert_eq!(power(0.0, 1.0), Dual { value: 0.0, slope: 1.0 });
    let twice = Dual::seed(Dual::seed(0.0)).power(Dual::constant(Dual::constant(0.0)));
    assert_eq!((twice.value.value, twice.value.slope, twice.slope.slope), (1.0, 0.0, 0.0));
}

#[test]
fn every_function_has_the_slope_of_num_dual() {
    for (function, theirs, x) in FUNCTIONS {
        let (own, other) = (Dual::seed(x).chain(function), theirs(Dual64::new(x, 1.0)));
        assert!(close(own.value, other.re, 1e-15), "{function:?}");
        assert!(close(own.slope, other.eps, 1e-14), "{function:?}: {} for {}", own.slope, other.eps);
    }
}

/// A rate as mod files have them, over any dual number of ours.
fn rate<S: Scalar>(v: S) -> S {
    let number = S::from;
    let u = (v + number(37.0)) / number(-7.3);
    let alpha = number(0.32) * (v + number(41.0)) / (number(1.0) - u.chain(Elementary::Exp));
    let beta = number(2.3).power((v - number(20.0)) / number(10.0)) + v.power(number(2.0)) * number(1e-3);
    alpha / (alpha + beta)
}

/// The same over theirs.
fn their_rate<D: DualNum<Primitive = f64>>(v: &D) -> D {
    let number = |value: f64| D::from(value);
    let u = (v.clone() + number(37.0)) / number(-7.3);
    let alpha = number(0.32) * (v.clone() + number(41.0)) / (number(1.0) - u.exp());
    let beta = (number(2.3_f64.ln()) * (v.clone() - number(20.0)) / number(10.0)).exp() + v.powi(2) * number(1e-3);
    alpha.clone() / (alpha + beta)
}

/// Away from -37 mV, where the rate is 0/0 and every implementation loses digits.
fn voltage_mv() -> impl Strategy<Value = f64> {
    prop_oneof![-120.0..-40.0_f64, -34.0..60.0_f64]
}

proptest! {
    #[test]
    fn slopes_are_those_of_num_dual(v in voltage_mv()) {
        let (own, theirs) = (rate(Dual::seed(v)), their_rate(&Dual64::new(v, 1.0)));
        prop_assert!(close(own.value, theirs.re, 1e-12), "{} {}", own.value, theirs.re);
        prop_assert!((own.slope - theirs.eps).abs() <= 1e-11 * theirs.eps.abs() + 1e-13, "{} {}", own.slope, theirs.eps);
    }

    #[test]
    fn second_slopes_are_those_of_num_dual(v in voltage_mv()) {
        let own = rate(Dual { value: Dual::seed(v), slope: Dual::constant(1.0) });
        let theirs = their_rate(&Dual2_64::new(v, 1.0, 0.0));
        prop_assert!((own.slope.slope - theirs.v2).abs() <= 1e-9 * theirs.v2.abs() + 1e-12, "{} {}", own.slope.slope, theirs.v2);
    }
}

/// An eighth-order central difference.
fn difference(step: f64, f: impl Fn(f64) -> f64) -> f64 {
    let weights = [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0];
    let terms = (1..).zip(weights).map(|(times, weight)| {
        let distance = f64::from(times) * step;
        weight * (f(distance) - f(-distance))
    });
    terms.sum::<f64>() / step
}

/// Voltages where textbook gates have removable singularities, and others.
const VOLTAGES_MV: [f64; 12] = [-154.9, -95.0, -65.0, -55.0, -40.0, -38.0, -35.0, -32.0, -27.0, 0.0, 13.3, 25.0];

fn start(folder: &Folder, program: &Arc<Program>, v_mv: f64) -> Segment {
    Segment::start(site::alone(&[Arc::clone(program)], &folder.catalog, 34.0), v_mv, None).unwrap()
}

#[test]
fn conductances_of_own_mechanisms_are_differences_of_their_currents() {
    let folder = Folder::read(&own());
    for program in &folder.programs {
        for v_mv in VOLTAGES_MV {
            let segment = start(&folder, program, v_mv);
            let states = segment.initial_states();
            let point = segment.evaluate(v_mv, &states).unwrap();
            let found = segment.linearize(&point).unwrap().instantaneous_conductance_s_per_cm2();
            let current = |distance: f64| segment.evaluate(v_mv + distance, &states).unwrap().current_ma_per_cm2();
            let wanted = difference(0.25, current);
            let scale = point.current_ma_per_cm2().abs().max(1e-9);
            assert!(
                (found - wanted).abs() < 1e-9 * scale.max(wanted.abs()),
                "{} {v_mv} mV: {found} {wanted}",
                program.name
            );
        }
    }
}

/// The rows of an instance at another voltage.
fn rows(instance: &Instance, v_mv: f64, states: &[f64], ions: &[IonValues<f64>]) -> Vec<f64> {
    instance.evaluate(&Inputs { v: v_mv, states, ions }, None).unwrap().0.rows
}

#[test]
fn slopes_of_rates_are_differences_of_rates() {
    let folder = Folder::read(&own());
    for program in &folder.programs {
        for v_mv in VOLTAGES_MV {
            let segment = start(&folder, program, v_mv);
            let states = segment.initial_states();
            let point = segment.evaluate(v_mv, &states).unwrap();
            let linear = segment.linearize(&point).unwrap();
            let instance = &segment.instances[0];
            for branch in linear.branches() {
                let row = |distance: f64| rows(instance, v_mv + distance, &states, &point.ions)[branch.state];
                let (found, wanted) = (branch.slope_per_mv / branch.tau_ms, difference(0.25, row));
                let scale = 1.0 / branch.tau_ms;
                assert!((found - wanted).abs() < 1e-8 * scale, "{} {v_mv} mV: {found} {wanted}", program.name);
            }
        }
    }
}

#[test]
fn a_memory_starts_with_the_defaults() {
    let folder = Folder::read(&own());
    for program in &folder.programs {
        let memory: Memory<f64> = Memory::new(program);
        let parameters = folder.catalog.mechanism(folder.catalog.find(&program.name).unwrap()).parameters();
        for parameter in parameters {
            assert_eq!(memory.get(program.slot_of(&parameter.name).unwrap()), parameter.default, "{}", parameter.name);
        }
    }
}
