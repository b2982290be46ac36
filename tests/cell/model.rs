//! The live model of sections: closed forms, NEURON's habits one by one, limits, and messages.

use std::collections::BTreeSet;
use std::f64::consts::PI;

use neuron_reduce::cell::resolved::{End, Point3d};
use neuron_reduce::cell::{Assignment, CellError, Model, Range, SectionId};
use neuron_reduce::mechanism::ion::IonStyle;
use neuron_reduce::mechanism::{
    Catalog, GlobalVariable, IonUse, MechanismKind, MechanismType, RangeVariable, VariableKind,
};
use proptest::prelude::*;

fn model() -> Model {
    let mut catalog = Catalog::with_builtins();
    catalog.add_ion("ca", None);
    catalog.add(MechanismType {
        name: "cadyn".into(),
        kind: MechanismKind::Density,
        variables: vec![
            RangeVariable {
                name: "decay_cadyn".into(),
                kind: VariableKind::Parameter,
                default: 80.0,
                length: 1,
                unit: "ms".into(),
            },
            RangeVariable {
                name: "share_cadyn".into(),
                kind: VariableKind::Parameter,
                default: 0.25,
                length: 2,
                unit: String::new(),
            },
            RangeVariable {
                name: "drive_cadyn".into(),
                kind: VariableKind::Assigned,
                default: 0.0,
                length: 1,
                unit: String::new(),
            },
        ],
        globals: vec![GlobalVariable { name: "rest_cadyn".into(), default: 1e-4, length: 1, is_computed: false }],
        ions: vec![IonUse { ion: "ca".into(), reads: vec!["ica".into()], writes: vec!["cai".into()], valence: None }],
        functions: vec![],
        pointers: vec![],
        declared: None,
    });
    Model::new(catalog)
}

fn soma(model: &mut Model) -> SectionId {
    model.create_section("soma".into())
}

fn range(model: &Model, name: &str) -> Range {
    model.find_range(name).unwrap()
}

fn set(model: &mut Model, id: SectionId, name: &str, value: f64) {
    let range = range(model, name);
    model.assign_all(id, range, 0, Assignment::Set, value).unwrap();
}

fn set_at(model: &mut Model, id: SectionId, x: f64, name: &str, value: f64) {
    let range = range(model, name);
    model.assign(id, x, range, 0, Assignment::Set, value).unwrap();
}

fn get(model: &mut Model, id: SectionId, x: f64, name: &str) -> f64 {
    let range = range(model, name);
    model.get(id, x, range, 0).unwrap()
}

fn values(model: &Model, id: SectionId, name: &str) -> Vec<f64> {
    model.values(id, range(model, name), 0).unwrap()
}

fn insert(model: &mut Model, id: SectionId, name: &str) {
    let mechanism = model.catalog().find(name).unwrap();
    model.insert(id, mechanism).unwrap();
}

fn at(x_um: f64, diam_um: f64) -> Point3d {
    Point3d { x_um, y_um: 0.0, z_um: 0.0, diam_um }
}

fn add_points(model: &mut Model, id: SectionId, points: &[(f64, f64)]) {
    for &(x, diam) in points {
        model.pt3dadd(id, at(x, diam)).unwrap();
    }
}

fn centres(nseg: usize) -> impl Iterator<Item = f64> {
    (0..nseg).map(move |index| (index as f64 + 0.5) / nseg as f64)
}

fn total_area_um2(model: &mut Model, id: SectionId) -> f64 {
    let nseg = model.nseg(id).unwrap();
    centres(nseg).map(|x| model.area_um2(id, x).unwrap()).sum()
}

/// From one end to the other, through all half segments.
fn total_ri_mohm(model: &mut Model, id: SectionId) -> f64 {
    let nseg = model.nseg(id).unwrap();
    centres(nseg).chain([1.0]).map(|x| model.ri_mohm(id, x).unwrap()).sum()
}

fn assert_close(own: f64, expected: f64) {
    assert!((own - expected).abs() <= 1e-12 * expected.abs(), "{own} is not {expected}");
}

#[test]
fn a_new_section_has_neurons_defaults() {
    let mut model = model();
    let id = soma(&mut model);
    assert_eq!((model.nseg(id).unwrap(), model.length_um(id).unwrap(), model.ra_ohm_cm(id).unwrap()), (1, 100.0, 35.4));
    assert_eq!(["diam", "cm", "v"].map(|name| get(&mut model, id, 0.5, name)), [500.0, 1.0, -65.0]);
    assert_eq!(model.celsius(), 6.3);
    for (mechanism, inserted) in [("morphology", true), ("capacitance", true), ("pas", false)] {
        assert_eq!(model.has_mechanism(id, model.catalog().find(mechanism).unwrap()), inserted, "{mechanism}");
    }
}

#[test]
fn a_world_without_mechanisms_still_has_diam_and_cm() {
    let mut model = Model::new(Catalog::default());
    let id = soma(&mut model);
    assert_eq!(["diam", "cm"].map(|name| get(&mut model, id, 0.5, name)), [500.0, 1.0]);
}

#[test]
fn a_cylinder_has_its_area_and_resistance() {
    let mut model = model();
    let id = soma(&mut model);
    model.set_length_um(id, 150.0).unwrap();
    model.set_ra_ohm_cm(id, 120.0).unwrap();
    set(&mut model, id, "diam", 2.0);
    for nseg in [1.0, 3.0, 10.0] {
        model.set_nseg(id, nseg).unwrap();
        assert_close(model.area_um2(id, 0.5).unwrap(), PI * 2.0 * 150.0 / nseg);
        assert_close(total_ri_mohm(&mut model, id), 0.01 * 120.0 * 150.0 / PI);
    }
}

#[test]
fn a_truncated_cone_has_its_area_and_resistance() {
    let mut model = model();
    let id = soma(&mut model);
    model.set_ra_ohm_cm(id, 80.0).unwrap();
    add_points(&mut model, id, &[(0.0, 6.0), (40.0, 2.0)]);
    let (area, diam) = (PI * 4.0 * 40.0f64.hypot(2.0), 4.0);
    assert_close(model.area_um2(id, 0.5).unwrap(), area);
    assert_close(get(&mut model, id, 0.5, "diam"), diam);
    for nseg in [1.0, 2.0, 7.0] {
        model.set_nseg(id, nseg).unwrap();
        assert_close(total_area_um2(&mut model, id), area);
        // The pieces have the resistance of cones but for one step per half segment: 4 Ra dx / (pi d1 d2) is exact.
        assert_close(total_ri_mohm(&mut model, id), 0.04 * 80.0 * 40.0 / (PI * 6.0 * 2.0));
    }
}

proptest! {
    #[test]
    fn area_and_resistance_of_3d_sections_do_not_depend_on_nseg(
        steps in prop::collection::vec((0.1f64..40.0, 0.2f64..8.0), 2..30),
        nseg in 1u32..60,
    ) {
        let mut model = model();
        let id = soma(&mut model);
        let mut x = 0.0;
        for (step, diam) in steps {
            add_points(&mut model, id, &[(x, diam)]);
            x += step;
        }
        let before = (total_area_um2(&mut model, id), total_ri_mohm(&mut model, id), model.length_um(id).unwrap());
        model.set_nseg(id, f64::from(nseg)).unwrap();
        let after = (total_area_um2(&mut model, id), total_ri_mohm(&mut model, id), model.length_um(id).unwrap());
        prop_assert!((after.1 / before.1 - 1.0).abs() < 1e-9, "ri {before:?} {after:?}");
        prop_assert!((after.0 / before.0 - 1.0).abs() < 1e-9, "area {before:?} {after:?}");
        prop_assert_eq!(after.2, before.2);
    }

    #[test]
    fn reversing_a_section_turns_its_values_around_and_back(nseg in 1u32..20, x in 0.0f64..1.0) {
        let mut model = model();
        let (parent, child) = (soma(&mut model), soma(&mut model));
        model.set_nseg(child, f64::from(nseg)).unwrap();
        set_at(&mut model, child, x, "cm", 2.0);
        let before = values(&model, child, "cm");
        model.connect(child, 1.0, parent, 1.0).unwrap();
        prop_assert_eq!(values(&model, child, "cm"), before);
        prop_assert_eq!(get(&mut model, child, x, "cm"), 2.0);
        prop_assert_eq!(model.own_end(child).unwrap(), 1.0);
    }

    #[test]
    fn no_number_makes_it_panic(
        operations in prop::collection::vec((0u8..16, 0usize..4, 0usize..4, wild(), wild(), wild()), 1..60),
    ) {
        let mut model = model();
        let ids: Vec<_> = (0..4).map(|index| model.create_section(format!("dend[{index}]"))).collect();
        for (operation, a, b, x, y, z) in operations {
            wild_operation(&mut model, operation, (ids[a], ids[b]), [x, y, z]);
        }
        let _ = model.resolve(&ids, &BTreeSet::new(), -65.0);
    }
}

fn wild() -> impl Strategy<Value = f64> {
    prop_oneof![
        prop::sample::select(vec![
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            -1.0,
            -0.0,
            0.0,
            0.5,
            1.0,
            1e-300,
            1e300,
            3.0
        ]),
        -2.0..40.0,
    ]
}

fn wild_operation(model: &mut Model, operation: u8, (a, b): (SectionId, SectionId), [x, y, z]: [f64; 3]) {
    let point = Point3d { x_um: x, y_um: y, z_um: z, diam_um: x + y };
    let [diam, v] = ["diam", "v"].map(|name| range(model, name));
    match operation {
        0 => drop(model.connect(a, x, b, y)),
        1 => model.disconnect(a),
        2 => drop(model.pt3dadd(a, point)),
        3 => drop(model.pt3dinsert(a, x as usize, point)),
        4 => drop(model.pt3dremove(a, x as usize)),
        5 => drop(model.pt3dchange(a, x as usize, point)),
        6 => drop(model.set_nseg(a, x.min(50.0))),
        7 => drop(model.set_length_um(a, x)),
        8 => drop(model.assign_all(a, diam, 0, Assignment::Multiply, x)),
        9 => drop(model.assign(a, x, diam, 0, Assignment::Set, y)),
        10 => drop(model.assign_ramp(a, (x, y), v, 0, Assignment::Divide, (y, z))),
        11 => drop(model.define_shape()),
        12 => drop(model.ri_mohm(a, x)),
        13 => drop(model.distance_between_um((a, x), (b, y))),
        14 => drop(model.set_ra_ohm_cm(a, x)),
        _ => drop(model.area_um2(a, x)),
    }
}

#[test]
fn a_new_nseg_copies_the_nearest_segments() {
    let mut model = model();
    let id = soma(&mut model);
    insert(&mut model, id, "pas");
    model.set_nseg(id, 3.0).unwrap();
    for (x, value) in [(0.1, 1.0), (0.5, 2.0), (0.9, 3.0)] {
        set_at(&mut model, id, x, "g_pas", value);
    }
    model.set_nseg(id, 5.9).unwrap();
    assert_eq!(values(&model, id, "g_pas"), [1.0, 1.0, 2.0, 3.0, 3.0]);
    model.set_nseg(id, 2.0).unwrap();
    assert_eq!(values(&model, id, "g_pas"), [1.0, 3.0]);
}

#[test]
fn nseg_has_limits() {
    let mut model = model();
    let id = soma(&mut model);
    assert_eq!(model.set_nseg(id, 32768.0), Ok(1));
    assert_eq!(model.set_nseg(id, 0.9).unwrap_err().to_string(), "nseg of `soma` must be at least 1, not 0.9");
    assert!(model.set_nseg(id, f64::NAN).is_err());
}

#[test]
fn l_scales_the_points() {
    let mut model = model();
    let id = soma(&mut model);
    add_points(&mut model, id, &[(1.0, 2.0), (3.0, 2.0), (11.0, 4.0)]);
    model.set_length_um(id, 20.0).unwrap();
    let points: Vec<_> = (0..3).map(|index| model.point(id, index).unwrap().x_um).collect();
    assert_eq!(points, [1.0, 5.0, 21.0]);
    assert_eq!(model.arc_um(id, 2).unwrap(), 20.0);
}

#[test]
fn diam_reaches_the_points_in_its_segment_and_no_others() {
    let mut model = model();
    let id = soma(&mut model);
    add_points(&mut model, id, &[(0.0, 2.0), (10.0, 2.0), (100.0, 2.0)]);
    model.set_nseg(id, 5.0).unwrap();
    assert_eq!(get(&mut model, id, 0.5, "diam"), 2.0);
    set_at(&mut model, id, 0.5, "diam", 8.0);
    assert_eq!(get(&mut model, id, 0.5, "diam"), 2.0, "there is no point between 40 and 60 um");
    set_at(&mut model, id, 0.1, "diam", 8.0);
    assert_eq!([0, 1, 2].map(|index| model.point(id, index).unwrap().diam_um), [8.0, 8.0, 2.0]);
}

#[test]
fn diam_assigned_before_geometry_was_read_writes_the_default_into_the_other_points() {
    let mut model = model();
    let id = soma(&mut model);
    add_points(&mut model, id, &[(0.0, 2.0), (100.0, 2.0)]);
    model.set_nseg(id, 2.0).unwrap();
    set_at(&mut model, id, 0.1, "diam", 3.0);
    assert_eq!([0, 1].map(|index| model.point(id, index).unwrap().diam_um), [3.0, 500.0]);
}

#[test]
fn diam_read_through_an_object_is_not_recomputed() {
    let mut model = model();
    let id = soma(&mut model);
    add_points(&mut model, id, &[(0.0, 2.0), (100.0, 2.0)]);
    let diam = range(&model, "diam");
    assert_eq!(model.peek(id, 0.5, diam, 0), Ok(500.0));
    assert_eq!(model.get(id, 0.5, diam, 0), Ok(2.0));
}

#[test]
fn a_ramp_is_linear_at_the_centres_it_covers() {
    let mut model = model();
    let id = soma(&mut model);
    model.set_nseg(id, 5.0).unwrap();
    set(&mut model, id, "cm", 7.0);
    let cm = range(&model, "cm");
    model.assign_ramp(id, (0.2, 0.8), cm, 0, Assignment::Set, (1.0, 4.0)).unwrap();
    let ramp = values(&model, id, "cm");
    assert_eq!((ramp[0], ramp[4]), (7.0, 7.0));
    for (own, expected) in ramp[1..4].iter().zip([1.5, 2.5, 3.5]) {
        assert_close(*own, expected);
    }
    let error = model.assign_ramp(id, (0.8, 0.2), cm, 0, Assignment::Set, (1.0, 4.0)).unwrap_err();
    assert_eq!(error.to_string(), "a stretch runs from a lower to a higher place, not from 0.8 to 0.2");
}

#[test]
fn operators_work_on_each_segment() {
    let mut model = model();
    let id = soma(&mut model);
    model.set_nseg(id, 2.0).unwrap();
    set_at(&mut model, id, 0.1, "cm", 4.0);
    let cm = range(&model, "cm");
    assert_eq!(model.assign_all(id, cm, 0, Assignment::Multiply, 3.0), Ok(3.0), "the last one stored");
    assert_eq!(model.assign(id, 0.9, cm, 0, Assignment::Subtract, 1.0), Ok(2.0));
    assert_eq!(model.assign(id, 0.9, cm, 0, Assignment::Add, 0.5), Ok(2.5));
    assert_eq!(model.assign(id, 0.9, cm, 0, Assignment::Divide, 0.0), Err(CellError::DivideByZero));
    assert_eq!(values(&model, id, "cm"), [12.0, 2.5]);
}

#[test]
fn the_newest_child_comes_first_at_one_place_and_nearer_ones_before_it() {
    let mut model = model();
    let ids: Vec<_> = ["a", "b", "c", "d"].map(|name| model.create_section(name.into())).into();
    for (child, x) in [(1, 1.0), (2, 1.0), (3, 0.5)] {
        model.connect(ids[child], 0.0, ids[0], x).unwrap();
    }
    assert_eq!(model.children(ids[0]), [ids[3], ids[2], ids[1]]);
    assert_eq!(model.subtree(ids[0]), [ids[0], ids[3], ids[2], ids[1]]);
    assert_eq!(model.root(ids[1]), ids[0]);
    model.delete_section(ids[0]);
    assert!(ids[1..].iter().all(|&id| model.parent(id).is_none()));
    assert_eq!(model.children(ids[0]), []);
}

#[test]
fn reconnecting_gives_back_where_it_was() {
    let mut model = model();
    let ids: Vec<_> = ["a", "b", "c"].map(|name| model.create_section(name.into())).into();
    assert_eq!(model.connect(ids[2], 0.0, ids[0], 0.5), Ok(None));
    let before = model.connect(ids[2], 1.0, ids[1], 1.0).unwrap().unwrap();
    assert_eq!((before.parent, before.x, before.own_end), (ids[0], 0.5, 0.0));
    assert_eq!(model.children(ids[0]), []);
    assert_eq!(model.parent(ids[2]).unwrap().own_end, 1.0);
}

#[test]
fn connections_that_make_no_tree_are_refused() {
    let mut model = model();
    let ids: Vec<_> = ["a", "b", "c"].map(|name| model.create_section(name.into())).into();
    model.connect(ids[1], 0.0, ids[0], 1.0).unwrap();
    model.connect(ids[2], 0.0, ids[1], 1.0).unwrap();
    let messages = [(0, 0.0, 2, 1.0), (1, 0.0, 1, 1.0), (2, 0.5, 0, 1.0), (2, 0.0, 0, 1.5), (2, 0.0, 0, f64::NAN)]
        .map(|(child, end, parent, x)| model.connect(ids[child], end, ids[parent], x).unwrap_err().to_string());
    assert_eq!(
        messages,
        [
            "connecting `a` to `c` would form a loop",
            "connecting `b` to `b` would form a loop",
            "`c` must connect by its end 0 or 1, not at 0.5",
            "`c` must connect to a place between 0 and 1 of its parent, not to 1.5",
            "`c` must connect to a place between 0 and 1 of its parent, not to NaN",
        ]
    );
}

#[test]
fn sections_of_one_object_stand_together() {
    let mut model = model();
    let name = |text: &str| text.to_owned();
    let top = model.create_section(name("soma"));
    let first = model.create_section_of(7, name("T[0].soma"));
    let last = model.create_section(name("axon"));
    let second = model.create_section_of(7, name("T[0].dend"));
    assert_eq!(model.sections().collect::<Vec<_>>(), [top, first, second, last]);
    assert_eq!(model.sections_of(7), [first, second]);
    model.delete_section(second);
    let third = model.create_section_of(7, name("T[0].apic"));
    assert_eq!(model.sections_of(7), [first, third]);
    model.delete_section(first);
    model.delete_section(third);
    let fourth = model.create_section_of(7, name("T[0].hill"));
    assert_eq!(model.sections().collect::<Vec<_>>(), [top, last, fourth]);
    assert_eq!((model.owner(fourth), model.owner(top)), (Some(7), None));
}

#[test]
fn a_deleted_section_is_gone() {
    let mut model = model();
    let id = soma(&mut model);
    model.delete_section(id);
    model.delete_section(id);
    assert!(!model.exists(id));
    assert_eq!(model.name(id), "");
    assert_eq!(model.nseg(id), Err(CellError::Deleted));
    assert_eq!(model.length_um(id).unwrap_err().to_string(), "the section was deleted");
    assert_ne!(soma(&mut model), id, "ids are not used again");
}

#[test]
fn messages_name_what_was_asked_for() {
    let mut model = model();
    let id = soma(&mut model);
    let pas = range(&model, "g_pas");
    let share = range(&model, "share_cadyn");
    let clamp = model.catalog().find("IClamp").unwrap();
    let hh = model.catalog().find("hh").unwrap();
    let na = model.catalog().find("na_ion").unwrap();
    insert(&mut model, id, "cadyn");
    insert(&mut model, id, "hh");
    let messages = [
        model.get(id, 0.5, pas, 0).unwrap_err(),
        model.get(id, 1.5, share, 0).unwrap_err(),
        model.get(id, 0.5, share, 2).unwrap_err(),
        model.insert(id, clamp).unwrap_err(),
        model.uninsert(id, na).unwrap_err(),
        model.point(id, 0).unwrap_err(),
        model.ion_style(id, hh).unwrap_err(),
        model.set_ion_style(id, na, [4.0, 0.0, 0.0, 0.0, 0.0]).unwrap_err(),
        model.distance_um(id, 0.5).unwrap_err(),
    ]
    .map(|error| error.to_string());
    assert_eq!(
        messages,
        [
            "mechanism `pas` is not inserted in section `soma`",
            "a place in a section lies between 0 and 1, not at 1.5",
            "`share_cadyn` has 2 elements, there is none at 2",
            "`IClamp` is not a density mechanism: it cannot be inserted",
            "`na_ion` cannot be uninserted",
            "`soma` has 0 3-d points, there is none at 0",
            "`hh` is not an ion",
            "ion_style takes c_style between 0 and 3, not 4",
            "the origin of distances was not set",
        ]
    );
}

#[test]
fn a_diameter_of_zero_is_an_error_once() {
    let mut model = model();
    let id = soma(&mut model);
    set(&mut model, id, "diam", 0.0);
    assert_eq!(model.area_um2(id, 0.5).unwrap_err().to_string(), "the diameter of `soma` is not positive");
    assert_eq!(get(&mut model, id, 0.5, "diam"), 1e-6, "NEURON makes it this thick and goes on");
}

#[test]
fn ions_come_with_the_mechanisms_that_use_them_and_stay() {
    let mut model = model();
    let id = soma(&mut model);
    model.global_mut("nai0_na_ion").unwrap()[0] = 4.0;
    insert(&mut model, id, "hh");
    assert_eq!(["ena", "nai", "nao", "ek"].map(|name| get(&mut model, id, 0.5, name)), [50.0, 10.0, 140.0, -77.0]);
    let [na, hh] = ["na_ion", "hh"].map(|name| model.catalog().find(name).unwrap());
    assert_eq!(model.ion_style(id, na).unwrap().map(IonStyle::number), Some(8));
    set(&mut model, id, "ena", 60.0);
    model.uninsert(id, hh).unwrap();
    assert!(!model.has_mechanism(id, hh));
    insert(&mut model, id, "hh");
    assert_eq!(get(&mut model, id, 0.5, "ena"), 60.0);
    assert_eq!(model.global("nai0_na_ion"), Some(&[4.0][..]));
}

#[test]
fn uninserting_leaves_the_values_of_others() {
    let mut model = model();
    let id = soma(&mut model);
    model.set_nseg(id, 3.0).unwrap();
    for mechanism in ["pas", "hh", "cadyn"] {
        insert(&mut model, id, mechanism);
    }
    set_at(&mut model, id, 0.5, "g_pas", 0.5);
    set_at(&mut model, id, 0.9, "decay_cadyn", 20.0);
    let hh = model.catalog().find("hh").unwrap();
    model.uninsert(id, hh).unwrap();
    assert_eq!(values(&model, id, "g_pas"), [0.001, 0.5, 0.001]);
    assert_eq!(values(&model, id, "decay_cadyn"), [80.0, 80.0, 20.0]);
    assert_eq!(values(&model, id, "ek"), [-77.0; 3]);
}

#[test]
fn the_voltage_at_an_end_is_that_of_the_shared_node() {
    let mut model = model();
    let ids: Vec<_> = ["a", "b"].map(|name| model.create_section(name.into())).into();
    model.connect(ids[1], 0.0, ids[0], 1.0).unwrap();
    set_at(&mut model, ids[1], 0.0, "v", -20.0);
    assert_eq!(get(&mut model, ids[0], 1.0, "v"), -20.0);
    assert_eq!(get(&mut model, ids[0], 0.9, "v"), -65.0);
}

#[test]
fn places_follow_their_segment() {
    let mut model = model();
    let id = soma(&mut model);
    model.set_nseg(id, 5.0).unwrap();
    let places = [0.0, 0.1, 0.5, 1.0].map(|x| model.place(id, x).unwrap());
    let located = |model: &Model| places.map(|place| model.locate(place).unwrap().1);
    assert_eq!(located(&model), [0.0, 0.1, 0.5, 1.0]);
    model.set_nseg(id, 1.0).unwrap();
    assert_eq!(located(&model), [0.0, 0.5, 0.5, 1.0]);
    model.set_nseg(id, 3.0).unwrap();
    assert_eq!(located(&model), [0.0, 0.5, 0.5, 1.0]);
    model.delete_section(id);
    assert_eq!(model.locate(places[2]), None);
}

#[test]
fn distances_run_along_the_tree() {
    let mut model = model();
    let ids: Vec<_> = ["a", "b", "c"].map(|name| model.create_section(name.into())).into();
    model.connect(ids[1], 0.0, ids[0], 1.0).unwrap();
    model.connect(ids[2], 0.0, ids[0], 0.5).unwrap();
    model.set_distance_origin(ids[1], 1.0).unwrap();
    assert_eq!(model.distance_um(ids[2], 1.0), Ok(250.0));
    assert_eq!(model.distance_um(ids[0], 0.0), Ok(200.0));
    assert_eq!(model.distance_um(ids[2], 0.0), Ok(150.0), "to the middle of `a`, where `c` starts");
    model.disconnect(ids[2]);
    assert_eq!(model.distance_um(ids[2], 1.0), Ok(1e20));
}

#[test]
fn define_shape_gives_points_and_keeps_length_and_diameter() {
    let mut model = model();
    let ids: Vec<_> = ["a", "b"].map(|name| model.create_section(name.into())).into();
    model.connect(ids[1], 0.0, ids[0], 1.0).unwrap();
    for &id in &ids {
        set(&mut model, id, "diam", 3.0);
        model.set_length_um(id, 50.0).unwrap();
        model.set_nseg(id, 3.0).unwrap();
    }
    model.define_shape().unwrap();
    assert_eq!(model.point_count(ids[0]), 5);
    assert_eq!(model.point(ids[1], 0).unwrap().x_um, 50.0);
    assert_eq!((model.length_um(ids[1]).unwrap(), get(&mut model, ids[1], 0.5, "diam")), (50.0, 3.0));
    let mut moved = at(7.0, 3.0);
    moved.y_um = 2.0;
    model.pt3dinsert(ids[0], 0, moved).unwrap();
    model.pt3dchange(ids[0], 5, at(60.0, 3.0)).unwrap();
    model.define_shape().unwrap();
    assert_eq!(model.point(ids[1], 0).unwrap().x_um, 60.0, "children follow their parent");
}

#[test]
fn a_resolved_cell_says_everything() {
    let mut model = model();
    let soma = model.create_section_of(1, "Cell[0].soma".into());
    let dend = model.create_section_of(1, "Cell[0].dend[0]".into());
    model.set_celsius(34.0);
    model.connect(dend, 1.0, soma, 0.5).unwrap();
    model.set_nseg(dend, 2.0).unwrap();
    set(&mut model, dend, "diam", 1.0);
    set_at(&mut model, dend, 0.9, "diam", 2.0);
    for (mechanism, id) in [("pas", dend), ("cadyn", dend), ("pas", soma)] {
        insert(&mut model, id, mechanism);
    }
    let share = range(&model, "share_cadyn");
    model.assign(dend, 0.1, share, 1, Assignment::Set, 0.75).unwrap();
    let cell = model.resolve(&[dend, soma], &BTreeSet::new(), -70.0).unwrap();
    assert_eq!((cell.celsius, cell.v_init_mv), (34.0, -70.0));
    let [root, child] = &cell.sections[..] else { panic!("{cell:?}") };
    assert_eq!((root.name.as_str(), child.name.as_str()), ("soma", "dend[0]"));
    assert_eq!(root.children, [1]);
    let parent = child.parent.unwrap();
    assert_eq!((parent.section, parent.x, child.own_end), (0, 0.5, End::One));
    assert_eq!(child.diam_um, [1.0, 2.0]);
    assert_eq!(child.values("cadyn", "share_cadyn[1]"), Some(&[0.75, 0.25][..]));
    assert_eq!(child.values("cadyn", "drive_cadyn"), None, "only what the user owns");
    assert_eq!(child.values("ca_ion", "cao"), Some(&[2.0, 2.0][..]));
    assert_eq!(child.mechanisms.keys().collect::<Vec<_>>(), ["ca_ion", "cadyn", "pas"]);
    assert_eq!(child.ion_style["ca_ion"], 247, "written by a mechanism");
    assert_eq!(cell.globals["cadyn"]["rest_cadyn"], 1e-4);
    assert_eq!(cell.globals["ca_ion"]["cai0_ca_ion"], 5e-5);
    // Attached by its 1 end: the thick segment is the first one, the far end is beyond the thin one.
    assert_eq!(child.ri_mohm[1], model.ri_mohm(dend, 0.9).unwrap());
    assert_close(child.ri_end_mohm, 0.01 * 35.4 * 25.0 / (PI / 4.0));
}

#[test]
fn a_resolved_cell_has_its_parents() {
    let mut model = model();
    let (a, b) = (model.create_section("A[0].soma".into()), model.create_section("B[0].dend".into()));
    model.connect(b, 0.0, a, 1.0).unwrap();
    let error = model.resolve(&[b], &BTreeSet::new(), -65.0).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`B[0].dend` is connected to `A[0].soma`, which is not among the sections of the cell"
    );
    let cell = model.resolve(&[a, b], &BTreeSet::new(), -65.0).unwrap();
    let names: Vec<_> = cell.sections.iter().map(|section| (section.name.as_str(), section.type_name())).collect();
    assert_eq!(names, [("soma", "soma"), ("dend", "dend")]);
    assert!(model.resolve(&[a], &BTreeSet::new(), -65.0).unwrap().sections[0].children.is_empty());
}

#[test]
fn a_tree_of_two_objects_has_names_that_one_can_create() {
    let mut model = model();
    let create = |model: &mut Model, owner, name: &str| model.create_section_of(owner, name.to_owned());
    let soma = create(&mut model, 1, "A[0].soma");
    let first = create(&mut model, 1, "A[0].dend[0]");
    let second = create(&mut model, 2, "B[0].dend[0]");
    model.connect(first, 0.0, soma, 0.0).unwrap();
    model.connect(second, 0.0, soma, 1.0).unwrap();
    let cell = model.resolve(&[soma, first, second], &BTreeSet::new(), -65.0).unwrap();
    let names: Vec<_> = cell.sections.iter().map(|section| section.name.as_str()).collect();
    assert_eq!(names, ["soma", "dend[0]", "dend[1]"]);
}

#[test]
fn globals_of_point_processes_are_resolved_too() {
    let mut model = model();
    let soma = soma(&mut model);
    let named = BTreeSet::from(["IntFire4".to_owned(), "cadyn".to_owned(), "no_such".to_owned()]);
    model.global_mut("eps_IntFire4").unwrap()[0] = 0.5;
    let cell = model.resolve(&[soma], &named, -65.0).unwrap();
    assert_eq!(cell.globals.keys().collect::<Vec<_>>(), ["IntFire4", "cadyn"]);
    assert_eq!(cell.globals["IntFire4"]["eps_IntFire4"], 0.5);
    assert!(model.resolve(&[soma], &BTreeSet::new(), -65.0).unwrap().globals.is_empty());
}

#[test]
fn no_cell_has_numbers_that_are_none() {
    let refused = |change: fn(&mut Model, SectionId)| {
        let mut model = model();
        let id = soma(&mut model);
        insert(&mut model, id, "hh");
        change(&mut model, id);
        model.resolve(&[id], &BTreeSet::from(["IntFire4".to_owned()]), -65.0).unwrap_err().to_string()
    };
    assert_eq!(refused(|model, id| set(model, id, "gnabar_hh", 1e300 * 1e300)), "`gnabar_hh` of section `soma` is inf");
    assert_eq!(refused(|model, id| model.set_length_um(id, f64::INFINITY).unwrap()), "`L` of section `soma` is inf");
    assert_eq!(refused(|model, id| set(model, id, "diam", f64::NAN)), "`diam` of section `soma` is NaN");
    assert_eq!(refused(|model, id| set(model, id, "cm", -f64::INFINITY)), "`cm` of section `soma` is -inf");
    assert_eq!(refused(|model, id| model.set_ra_ohm_cm(id, f64::NAN).unwrap()), "`Ra` of section `soma` is NaN");
    assert_eq!(refused(|model, id| set(model, id, "ena", f64::NAN)), "`ena` of section `soma` is NaN");
    assert_eq!(
        refused(|model, id| model.set_rall_branch(id, f64::NAN).unwrap()),
        "`rallbranch` of section `soma` is NaN"
    );
    assert_eq!(
        refused(|model, id| add_points(model, id, &[(0.0, 1.0), (1e300, 1.0)])),
        "`x3d` of section `soma` is inf",
        "points are of single precision"
    );
    assert_eq!(refused(|model, _| model.set_celsius(f64::NAN)), "`celsius` is NaN");
    let global = |model: &mut Model, _: SectionId| model.global_mut("eps_IntFire4").unwrap()[0] = f64::INFINITY;
    assert_eq!(refused(global), "`eps_IntFire4` is inf");
}

#[test]
fn a_resolved_section_knows_the_area_of_its_spines() {
    let mut model = model();
    let (soma, dend) = (soma(&mut model), model.create_section("dend".into()));
    model.set_spine_area_um2(1.5);
    add_points(&mut model, dend, &[(0.0, 1.0), (10.0, -1.0), (20.0, -1.0)]);
    let cell = model.resolve(&[soma, dend], &BTreeSet::new(), -65.0).unwrap();
    assert_eq!(cell.sections[0].spine_area_um2, 0.0);
    assert_eq!(cell.sections[1].spine_area_um2, 3.0);
    assert_close(cell.sections[1].area_um2[0], PI * 20.0 + 3.0);
}

#[test]
fn values_that_no_memory_holds_are_refused() {
    let mut catalog = Catalog::with_builtins();
    let pas = catalog.mechanism(catalog.find("pas").unwrap()).clone();
    let table = RangeVariable {
        name: "table_wide".into(),
        kind: VariableKind::Parameter,
        default: 1.0,
        length: 1 << 20,
        unit: String::new(),
    };
    catalog.add(MechanismType { name: "wide".into(), variables: vec![table], ..pas });
    let mut model = Model::new(catalog);
    let id = soma(&mut model);
    let wide = model.catalog().find("wide").unwrap();
    let message = "all sections together would have more than 67108864 values of range variables, `soma` included";
    for _ in 0..3 {
        model.set_nseg(id, 100.0).unwrap();
        assert_eq!(model.insert(id, wide).unwrap_err().to_string(), message);
        model.set_nseg(id, 2.0).unwrap();
        model.insert(id, wide).unwrap();
        assert_eq!(model.set_nseg(id, 100.0).unwrap_err().to_string(), message);
        assert_eq!(model.nseg(id), Ok(2));
        model.uninsert(id, wide).unwrap();
    }
    for index in 0..100 {
        let id = model.create_section(format!("dend[{index}]"));
        model.insert(id, wide).unwrap();
        model.delete_section(id);
    }
}

#[test]
fn the_trees_of_a_model_are_its_sections_by_root() {
    let mut model = model();
    let ids: Vec<_> = (0..6).map(|index| model.create_section(format!("dend[{index}]"))).collect();
    for (child, parent) in [(0, 4), (3, 0), (1, 2)] {
        model.connect(ids[child], 0.0, ids[parent], 1.0).unwrap();
    }
    let expected = [(ids[4], vec![ids[0], ids[3], ids[4]]), (ids[2], vec![ids[1], ids[2]]), (ids[5], vec![ids[5]])];
    assert_eq!(model.trees(), expected);
    for (root, sections) in model.trees() {
        assert!(sections.iter().all(|&section| model.root(section) == root));
    }
}

#[test]
fn long_chains_and_wide_stars_are_linear() {
    const MANY: usize = 100_000;
    let started = std::time::Instant::now();
    let mut model = model();
    let chain: Vec<_> = (0..MANY).map(|index| model.create_section(format!("dend[{index}]"))).collect();
    for pair in chain.windows(2) {
        model.connect(pair[1], 0.0, pair[0], 1.0).unwrap();
    }
    let star = soma(&mut model);
    let tips: Vec<_> = (0..MANY).map(|index| model.create_section(format!("tip[{index}]"))).collect();
    for &tip in &tips {
        model.connect(tip, 0.0, star, 1.0).unwrap();
    }
    assert_eq!(model.root(chain[MANY - 1]), chain[0]);
    assert_eq!(model.trees(), [(chain[0], chain.clone()), (star, [vec![star], tips.clone()].concat())]);
    assert_eq!(model.subtree(chain[0]).len(), MANY);
    assert_eq!(model.subtree_by_level(star).len(), MANY + 1);
    assert_eq!(model.distance_between_um((chain[0], 0.0), (chain[MANY - 1], 1.0)), Ok(1e2 * MANY as f64));
    model.define_shape().unwrap();
    let all: Vec<_> = model.sections().collect();
    assert_eq!(model.resolve(&all, &BTreeSet::new(), -65.0).unwrap().sections.len(), 2 * MANY + 1);
    model.delete_section(star);
    for tip in tips {
        model.delete_section(tip);
    }
    assert_eq!(model.sections().count(), MANY);
    let seconds = started.elapsed().as_secs();
    assert!(seconds < 60, "{seconds} s");
}

#[test]
fn many_points_are_linear() {
    let mut model = model();
    let id = soma(&mut model);
    let started = std::time::Instant::now();
    for index in 0..200_000 {
        model.pt3dadd(id, at(f64::from(index), 1.0)).unwrap();
    }
    model.set_nseg(id, 32767.0).unwrap();
    assert_close(total_area_um2(&mut model, id), PI * 199_999.0);
    let seconds = started.elapsed().as_secs();
    assert!(seconds < 20, "{seconds} s");
}
