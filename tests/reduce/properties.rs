//! Laws of a passive tree and of its reduction, on random trees, and on trees as deep as they come.

use neuron_reduce::cable::impedance::passive;
use neuron_reduce::cell::resolved::{Attachment, End, segment_centre};
use neuron_reduce::cell::{Cell, snapshot};
use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::reduce::{Options, Segments, reduce};
use proptest::prelude::*;

use crate::trees::{Builder, cylinder, parents_first};

/// A soma and up to 40 more sections, each on an earlier one, by either end, at an end or inside.
fn cells() -> impl Strategy<Value = Cell> {
    let place = prop_oneof![Just(0.0), Just(1.0), 0.01..0.99];
    let section = (any::<prop::sample::Index>(), place, any::<bool>(), 1.0..300.0, 0.2..5.0, 1_usize..6, 1e-6..1e-3);
    prop::collection::vec(section, 1..40).prop_map(|sections| {
        let mut builder = Builder::default().root(cylinder("soma[0]", 20.0, 20.0, 1)).in_list("somatic");
        for (number, (parent, x, by_its_end, length_um, diam_um, nseg, g_pas)) in sections.into_iter().enumerate() {
            let parent = parent.get(&builder.cell.sections).name.clone();
            let end = if by_its_end { End::One } else { End::Zero };
            let section = cylinder(&format!("dend[{number}]"), length_um, diam_um, nseg);
            builder = builder.child_by(section, end, &parent, x).with("pas", "g_pas", g_pas);
        }
        builder.cell
    })
}

/// A place among all segments of a cell.
fn segment(cell: &Cell, index: prop::sample::Index) -> (usize, usize) {
    let places = cell.sections.iter().enumerate();
    let all: Vec<_> =
        places.flat_map(|(place, section)| (0..section.nseg).map(move |segment| (place, segment))).collect();
    *index.get(&all)
}

fn site(cell: &Cell, (section, segment): (usize, usize)) -> Attachment {
    Attachment { section, x: segment_centre(segment, cell.sections[section].nseg) }
}

proptest! {
    #[test]
    fn transfer_is_reciprocal_and_never_above_input(
        cell in cells(),
        x in any::<prop::sample::Index>(),
        y in any::<prop::sample::Index>(),
        frequency_hz in prop_oneof![Just(0.0), 0.1..500.0],
    ) {
        let order = parents_first(&cell);
        let (x, y) = (segment(&cell, x), segment(&cell, y));
        let from_x = passive(&cell, &order, &[site(&cell, x)], frequency_hz).unwrap();
        let from_y = passive(&cell, &order, &[site(&cell, y)], frequency_hz).unwrap();
        let (xy, yx) = (from_x.segment_transfer(y.0, y.1).unwrap(), from_y.segment_transfer(x.0, x.1).unwrap());
        prop_assert!((xy - yx).norm() <= 1e-11 * xy.norm(), "{xy} {yx}");
        let input = from_x.segment_input(x.0, x.1).unwrap();
        prop_assert!(input.re > 0.0);
        prop_assert!(xy.norm() <= input.norm() * (1.0 + 1e-12), "{xy} {input}");
        let solved = from_x.segment_transfer(x.0, x.1).unwrap();
        prop_assert!((input - solved).norm() <= 1e-11 * input.norm(), "{input} {solved}");
    }

    #[test]
    fn the_tree_obeys_ohms_law_everywhere(cell in cells(), frequency_hz in prop_oneof![Just(0.0), 0.1..500.0]) {
        // All that is injected leaves through the membrane: sum over the nodes of Y V = 1.
        let root = Attachment { section: 0, x: 0.0 };
        let impedances = passive(&cell, &parents_first(&cell), &[root], frequency_hz).unwrap();
        let mut leaving = num_complex::Complex64::ZERO;
        for (place, section) in cell.sections.iter().enumerate() {
            for segment in 0..section.nseg {
                let conductance = section.mechanisms["pas"]["g_pas"][segment] * 1e-2;
                let susceptance = 2.0 * std::f64::consts::PI * frequency_hz * section.cm_uf_per_cm2[segment] * 1e-8;
                let admittance = num_complex::Complex64::new(conductance, susceptance) * section.area_um2[segment];
                leaving += admittance * impedances.segment_transfer(place, segment).unwrap();
            }
        }
        prop_assert!((leaving - 1.0).norm() < 1e-11, "{leaving}");
    }

    #[test]
    fn every_segment_is_mapped_and_every_reduced_segment_filled(
        cell in cells(),
        frequency_hz in prop_oneof![Just(0.0), 0.1..300.0],
        segments in prop_oneof![Just(Segments::Auto), (2_usize..200).prop_map(Segments::Total), (0.01..1.0).prop_map(Segments::Fraction)],
    ) {
        let options = Options { frequencies_hz: vec![frequency_hz], segments, ..Options::default() };
        let reduction = reduce(&cell, &options, &mut Diagnostics::default()).unwrap();
        prop_assert_eq!(reduction.map.sections.len(), cell.sections.len());
        for (section, places) in cell.sections.iter().zip(&reduction.map.sections) {
            prop_assert_eq!(section.nseg, places.len());
            for place in places {
                prop_assert!(place.segment < reduction.cell.sections[place.section].nseg);
                prop_assert!((0.0..=1.0).contains(&place.x));
            }
        }
        for section in &reduction.cell.sections {
            for values in section.mechanisms.values().flat_map(indexmap::IndexMap::values) {
                prop_assert_eq!(values.len(), section.nseg);
                prop_assert!(values.iter().all(|value| value.is_finite()));
            }
        }
        let written = snapshot::write(&reduction.cell).to_string();
        prop_assert_eq!(snapshot::read(&written).unwrap(), reduction.cell);
    }

    #[test]
    fn farther_on_a_path_is_not_nearer_on_the_cylinder(cell in cells(), frequency_hz in 0.0..200.0) {
        let options = Options { frequencies_hz: vec![frequency_hz], ..Options::default() };
        let reduction = reduce(&cell, &options, &mut Diagnostics::default()).unwrap();
        for (section, places) in cell.sections.iter().zip(&reduction.map.sections) {
            let mut xs: Vec<f64> = places.iter().map(|place| place.x).collect();
            if section.own_end == End::One {
                xs.reverse();
            }
            prop_assert!(xs.windows(2).all(|pair| pair[0] <= pair[1] + 1e-5), "{} {:?}", section.name, xs);
        }
    }

    #[test]
    fn the_cylinder_keeps_the_input_impedance_of_a_uniform_tree(
        lengths in prop::collection::vec(20.0..200.0, 1..6),
        frequency_hz in prop_oneof![Just(0.0), 1.0..100.0],
    ) {
        // A single unbranched stem is reduced to what it is, up to its own discretization.
        let total: f64 = lengths.iter().sum();
        let mut builder = Builder::default().root(cylinder("soma[0]", 20.0, 20.0, 1));
        let mut parent = "soma[0]".to_owned();
        for (number, &length_um) in lengths.iter().enumerate() {
            let name = format!("dend[{number}]");
            builder = builder.child(cylinder(&name, length_um, 2.0, 41), &parent, 1.0);
            parent = name;
        }
        let options = Options { frequencies_hz: vec![frequency_hz], ..Options::default() };
        let reduction = reduce(&builder.cell, &options, &mut Diagnostics::default()).unwrap();
        let cylinder = reduction.subtrees[0].cylinder;
        prop_assert!((cylinder.length_um / total - 1.0).abs() < 2e-3, "{} {total}", cylinder.length_um);
        prop_assert!((cylinder.diam_um / 2.0 - 1.0).abs() < 2e-3, "{}", cylinder.diam_um);
    }
}

#[test]
fn a_chain_of_a_hundred_thousand_sections_does_not_overflow() {
    let count = 100_000;
    let mut cell = Builder::default().root(cylinder("soma", 20.0, 20.0, 1)).cell;
    for number in 0..count {
        let mut section = cylinder(&format!("dend[{number}]"), 0.01, 2.0, 1);
        section.parent = Some(Attachment { section: number, x: 1.0 });
        cell.sections[number].children.push(number + 1);
        cell.sections.push(section);
    }
    let reduction = reduce(&cell, &Options::default(), &mut Diagnostics::default()).unwrap();
    assert_eq!(reduction.cell.sections.len(), 2);
    let cylinder = reduction.subtrees[0].cylinder;
    assert!((cylinder.length_um / 1000.0 - 1.0).abs() < 1e-3, "{}", cylinder.length_um);
    assert!((cylinder.diam_um / 2.0 - 1.0).abs() < 1e-3, "{}", cylinder.diam_um);
    let last = reduction.map.sections[count][0];
    assert!(last.section == 1 && last.x > 0.99);
}

#[test]
fn a_hundred_thousand_stems_take_no_longer_than_their_number() {
    let count = 100_000;
    let mut cell = Builder::default().root(cylinder("soma", 20.0, 20.0, 1)).cell;
    for number in 0..count {
        let mut section = cylinder(&format!("dend[{number}]"), 50.0, 1.0, 1);
        section.parent = Some(Attachment { section: 0, x: 0.5 });
        cell.sections[0].children.push(number + 1);
        cell.sections.push(section);
    }
    let started = std::time::Instant::now();
    let reduction = reduce(&cell, &Options::default(), &mut Diagnostics::default()).unwrap();
    assert_eq!(reduction.cell.sections.len(), count + 1);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
