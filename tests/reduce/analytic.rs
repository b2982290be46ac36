//! The numerical cable against closed forms: exact where the discretization has one, O(dx^2) where it has not.

use std::f64::consts::PI;

use neuron_reduce::cable::cylinder::{Cylinder, FarEnd};
use neuron_reduce::cable::impedance::{Impedances, passive};
use neuron_reduce::cell::Cell;
use neuron_reduce::cell::resolved::{Attachment, End};
use num_complex::Complex64;

use crate::trees::{Builder, CM_UF_PER_CM2, RA_OHM_CM, RM_OHM_CM2, cylinder, parents_first};

const FREQUENCIES_HZ: [f64; 4] = [0.0, 1.0, 38.0, 200.0];

fn closed_form(length_um: f64, diam_um: f64) -> Cylinder {
    Cylinder { length_um, diam_um, ra_ohm_cm: RA_OHM_CM, rm_ohm_cm2: RM_OHM_CM2, cm_uf_per_cm2: CM_UF_PER_CM2 }
}

fn from_the_root(cell: &Cell, frequency_hz: f64) -> Impedances {
    passive(cell, &parents_first(cell), &[Attachment { section: 0, x: 0.0 }], frequency_hz).unwrap()
}

fn error(ours: Complex64, exact: Complex64) -> f64 {
    (ours - exact).norm() / exact.norm()
}

/// Asserts that a tenth of the segment length makes the error a hundredth.
fn assert_second_order(error: impl Fn(usize) -> f64) {
    let (coarse, fine) = (error(30), error(300));
    assert!(fine < 1e-4, "{fine}");
    assert!((80.0..125.0).contains(&(coarse / fine)), "{coarse} / {fine}");
}

#[test]
fn a_sealed_cylinder_converges() {
    let (length_um, diam_um) = (800.0, 2.0);
    for frequency_hz in FREQUENCIES_HZ {
        let exact = closed_form(length_um, diam_um);
        let cell = |nseg| Builder::default().root(cylinder("dend", length_um, diam_um, nseg)).cell;
        assert_second_order(|nseg| {
            let ours = from_the_root(&cell(nseg), frequency_hz).input(0, 0.0).unwrap();
            error(ours, exact.input_impedance_mohm(FarEnd::Sealed, frequency_hz))
        });
        assert_second_order(|nseg| {
            let ours = from_the_root(&cell(nseg), frequency_hz).transfer(0, 1.0).unwrap();
            error(ours, exact.transfer_impedance_mohm(FarEnd::Sealed, length_um, frequency_hz))
        });
    }
}

#[test]
fn a_killed_end_is_a_far_end_with_a_huge_leak() {
    let (length_um, diam_um) = (400.0, 2.0);
    let exact = closed_form(length_um, diam_um).input_impedance_mohm(FarEnd::Killed, 38.0);
    assert_second_order(|nseg| {
        let mut drain = cylinder("drain", 1e-8, 2.0, 1);
        drain.mechanisms["pas"]["g_pas"] = vec![1e20];
        let cell = Builder::default().root(cylinder("dend", length_um, diam_um, nseg)).child(drain, "dend", 1.0).cell;
        error(from_the_root(&cell, 38.0).input(0, 0.0).unwrap(), exact)
    });
}

#[test]
fn a_cylinder_of_twelve_space_constants_is_infinite() {
    let diam_um = 1.0;
    let length_um = 12.0 * closed_form(1.0, diam_um).space_constant_um();
    for frequency_hz in [0.0, 10.0] {
        let exact = closed_form(length_um, diam_um);
        let at_um = 0.5 * length_um / 12.0;
        for nseg in [2000, 6000] {
            let cell = Builder::default().root(cylinder("dend", length_um, diam_um, nseg)).cell;
            let impedances = from_the_root(&cell, frequency_hz);
            let bound = 2.0 * (12.0 / nseg as f64).powi(2);
            let input = impedances.input(0, 0.0).unwrap();
            assert!(error(input, exact.input_impedance_mohm(FarEnd::Infinite, frequency_hz)) < bound);
            let segment = (at_um / length_um * nseg as f64) as usize;
            let centre_um = (segment as f64 + 0.5) / nseg as f64 * length_um;
            let transfer = impedances.segment_transfer(0, segment).unwrap();
            assert!(error(transfer, exact.transfer_impedance_mohm(FarEnd::Infinite, centre_um, frequency_hz)) < bound);
        }
    }
}

#[test]
fn a_discretized_sealed_cylinder_has_a_closed_form_of_its_own() {
    // A ladder of equal segments: cosh(2 k) = 1 + r (g + i w c) / 2 + ..., that is sinh(k)^2 = r y / 4 for k per half step;
    // seen from the end, before the first half resistance: Z = (r / 2) coth(n 2k) / tanh(k).
    let (length_um, diam_um, nseg) = (500.0, 1.5, 7);
    for frequency_hz in FREQUENCIES_HZ {
        let section = cylinder("dend", length_um, diam_um, nseg);
        let (r, area_um2) = (2.0 * section.ri_end_mohm, section.area_um2[0]);
        let g_us = area_um2 / RM_OHM_CM2 * 1e-2;
        let y_us = Complex64::new(g_us, 2.0 * PI * frequency_hz * CM_UF_PER_CM2 * area_um2 * 1e-8);
        let k = (r * y_us / 4.0).sqrt().asinh();
        let exact = r / 2.0 / (2.0 * nseg as f64 * k).tanh() / k.tanh();
        let cell = Builder::default().root(section).cell;
        let ours = from_the_root(&cell, frequency_hz).input(0, 0.0).unwrap();
        assert!(error(ours, exact) < 1e-13, "{frequency_hz} Hz: {ours} {exact}");
    }
}

#[test]
fn one_segment_is_an_rc_cell() {
    let section = cylinder("soma", 20.0, 20.0, 1);
    let area_cm2 = section.area_um2[0] * 1e-8;
    let cell = Builder::default().root(section).cell;
    for frequency_hz in FREQUENCIES_HZ {
        let admittance_s = Complex64::new(1.0 / RM_OHM_CM2, 2.0 * PI * frequency_hz * CM_UF_PER_CM2 * 1e-6) * area_cm2;
        let ours = from_the_root(&cell, frequency_hz).input(0, 0.5).unwrap();
        assert!(error(ours, 1e-6 / admittance_s) < 1e-14);
    }
}

#[test]
fn a_branched_tree_of_ralls_kind_is_one_cylinder() {
    // d^(3/2) of the parent is the sum of its children's, lengths are a share of each one's own space constant.
    let (parent_um, share) = (4.0_f64, [0.3, 0.25, 0.4]);
    let (first_um, second_um) = (parent_um / 2.0_f64.powf(2.0 / 3.0), parent_um / 4.0_f64.powf(2.0 / 3.0));
    let length = |diam_um: f64, share: f64| share * closed_form(1.0, diam_um).space_constant_um();
    let nseg = 120;
    let mut builder = Builder::default().root(cylinder("trunk", length(parent_um, share[0]), parent_um, nseg));
    for name in ["a", "b"] {
        builder = builder.child(cylinder(name, length(first_um, share[1]), first_um, nseg), "trunk", 1.0);
        for leaf in ["c", "d"] {
            let leaf = cylinder(&format!("{name}{leaf}"), length(second_um, share[2]), second_um, nseg);
            builder = builder.child(leaf, name, 1.0);
        }
    }
    let whole = closed_form(length(parent_um, share.iter().sum()), parent_um);
    for frequency_hz in FREQUENCIES_HZ {
        let impedances = from_the_root(&builder.cell, frequency_hz);
        let input = whole.input_impedance_mohm(FarEnd::Sealed, frequency_hz);
        assert!(error(impedances.input(0, 0.0).unwrap(), input) < 1e-4);
        let tip = whole.transfer_impedance_mohm(FarEnd::Sealed, whole.length_um, frequency_hz);
        assert!(error(impedances.transfer(builder.cell.find("bc").unwrap(), 1.0).unwrap(), tip) < 1e-4);
    }
}

#[test]
fn rall_branch_counts_a_child_so_many_times() {
    let stem = || cylinder("stem", 100.0, 3.0, 3);
    let twice = ["a", "b"].iter().fold(Builder::default().root(stem()), |builder, name| {
        builder.child(cylinder(name, 200.0, 1.0, 5), "stem", 1.0)
    });
    let mut doubled = cylinder("a", 200.0, 1.0, 5);
    doubled.rall_branch = 2.0;
    let once = Builder::default().root(stem()).child(doubled, "stem", 1.0);
    let (twice, once) = (from_the_root(&twice.cell, 38.0), from_the_root(&once.cell, 38.0));
    assert!(error(once.input(0, 0.0).unwrap(), twice.input(0, 0.0).unwrap()) < 1e-14);
    assert!(error(once.transfer(1, 0.5).unwrap(), twice.transfer(1, 0.5).unwrap()) < 1e-14);
}

#[test]
fn ends_and_interior_places_join_the_nodes_that_neuron_gives_them() {
    // `dend` hangs on the stem by its 1 end; children at its 0 end are at the far end, at its 1 end on the stem itself.
    let cell = Builder::default()
        .root(cylinder("stem", 100.0, 3.0, 3))
        .child_by(cylinder("dend", 90.0, 1.0, 3), End::One, "stem", 0.5)
        .child(cylinder("far", 50.0, 1.0, 1), "dend", 0.0)
        .child(cylinder("near", 50.0, 1.0, 1), "dend", 1.0)
        .child(cylinder("inside", 50.0, 1.0, 1), "dend", 0.4)
        .child(cylinder("root", 50.0, 1.0, 1), "stem", 0.0)
        .cell;
    let impedances = from_the_root(&cell, 38.0);
    let at = |name: &str, x: f64| impedances.input(cell.find(name).unwrap(), x).unwrap();
    assert_eq!(at("far", 0.0), at("dend", 0.0));
    assert_eq!(at("near", 0.0), at("stem", 0.5));
    assert_eq!(at("dend", 1.0), at("stem", 0.5));
    assert_eq!(at("inside", 0.0), at("dend", 0.5));
    assert_eq!(at("root", 0.0), at("stem", 0.0));
    assert_ne!(at("dend", 0.2), at("dend", 0.8));
}
