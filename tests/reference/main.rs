//! From the recorded cells of real models: impedances, cylinders, segment maps and copied channels against NEURON 9.0.2 and
//! `neuron_reduce` 0.0.7.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, missing_docs, reason = "a test")]

mod golden;
mod models;
mod peer;
#[path = "../support/mod.rs"]
mod support;
mod tree;

use std::collections::BTreeSet;

use golden::{GOLDENS, Golden, Maximum, list, number, numbers, of_segment, texts};
use models::{BUILT, SOURCES, all, checkout};
use neuron_reduce::cable::impedance::{Impedances, passive};
use neuron_reduce::cell::resolved::{Attachment, Section};
use neuron_reduce::cell::{Cell, snapshot};
use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::membrane::segment::Segment;
use neuron_reduce::quasi_active::QuasiActive;
use neuron_reduce::reduce::{Options, Reduction, Segments, measure, reduce, subtree};
use neuron_reduce::rest::Policy;
use num_complex::Complex64;
use serde_json::Value;

#[test]
fn the_snapshot_of_a_recorded_cell_is_what_was_read() {
    for golden in GOLDENS.iter() {
        let written = snapshot::write(&golden.cell);
        assert_eq!(snapshot::read(&written.to_string()).unwrap(), golden.cell, "{}", golden.name);
        for (ours, theirs) in list(&written["sections"]).iter().zip(list(&golden.json["sections"])) {
            let theirs = theirs.as_object().unwrap();
            for (key, value) in theirs.iter().filter(|(key, _)| *key != "lists") {
                assert_eq!(&ours[key], value, "{} {} {key}", golden.name, theirs["name"]);
            }
        }
        for key in ["x", "diam", "area", "ri"] {
            assert_eq!(written["segments"][key], golden.json["segments"][key], "{} {key}", golden.name);
        }
        assert_eq!(written["globals"], golden.json["globals"], "{}", golden.name);
    }
}

#[test]
fn cells_built_from_their_directories() {
    for built in BUILT.iter() {
        let (mut geometry, mut parameters) = (Maximum::default(), Maximum::default());
        let names: Vec<&str> = built.cell.sections.iter().map(|section| section.name.as_str()).collect();
        let recorded = list(&built.json["sections"]);
        assert_eq!(names, recorded.iter().map(|section| section["name"].as_str().unwrap()).collect::<Vec<_>>());
        for (section, theirs) in built.cell.sections.iter().zip(recorded) {
            let at = format!("{} {}", built.name, section.name);
            let lists: BTreeSet<&str> = section.lists.iter().map(String::as_str).collect();
            let their_lists = texts(&theirs["lists"]);
            assert!(their_lists.iter().all(|list| lists.contains(list.as_str())), "{at}");
            check_topology(section, theirs, &names, &at);
            let first = number(&theirs["seg0"]) as usize;
            geometry.relative(section.length_um, number(&theirs["L"]));
            geometry.relative(section.ri_end_mohm, number(&theirs["ri_end"]));
            parameters.relative(section.ra_ohm_cm, number(&theirs["Ra"]));
            for segment in 0..section.nseg {
                let recorded = |key: &str| number(&built.json["segments"][key][first + segment]);
                geometry.relative(section.diam_um[segment], recorded("diam"));
                geometry.relative(section.area_um2[segment], recorded("area"));
                geometry.relative(section.ri_mohm[segment], recorded("ri"));
                parameters.relative(section.cm_uf_per_cm2[segment], of_segment(&theirs["cm"], segment));
            }
            compare_parameters(section, theirs, &mut parameters, &at);
        }
        println!("{:13} built: geometry {:.1e}, parameters {:.1e}", built.name, geometry.0, parameters.0);
        assert!(geometry.0 < 1e-9 && parameters.0 < 1e-12, "{}", built.name);
    }
}

#[test]
fn impedances_of_the_cut_subtrees() {
    for golden in all() {
        let plan = subtree::plan(&golden.cell, &Options::default(), &mut Diagnostics::default()).unwrap();
        let recorded = list(&golden.json["subtrees"]);
        assert_eq!(plan.subtrees.len(), recorded.len(), "{}", golden.name);
        let (mut magnitude, mut phase) = (Maximum::default(), Maximum::default());
        for at in 0..list(&recorded[0]["impedance"]).len() {
            let measured = measure(&golden.cell, &plan.subtrees, number(&recorded[0]["impedance"][at]["f"])).unwrap();
            for (subtree, recorded) in plan.subtrees.iter().zip(recorded) {
                let names: Vec<&str> =
                    subtree.sections.iter().map(|&place| golden.cell.sections[place].name.as_str()).collect();
                assert_eq!(names, texts(&recorded["section_order"]), "{}", golden.name);
                let recorded = &recorded["impedance"][at];
                let mut check = |ours: Vec<Complex64>, key: [&str; 2]| {
                    let (theirs, theirs_phase) = (numbers(&recorded[key[0]]), numbers(&recorded[key[1]]));
                    assert_eq!(ours.len(), theirs.len(), "{} {key:?}", golden.name);
                    for ((ours, theirs), theirs_phase) in ours.into_iter().zip(theirs).zip(theirs_phase) {
                        magnitude.relative(ours.norm(), theirs);
                        phase.absolute(ours.arg() - theirs_phase, 1.0);
                    }
                };
                let impedances = &measured.impedances;
                let segments = || {
                    let of =
                        |&place: &usize| (0..golden.cell.sections[place].nseg).map(move |segment| (place, segment));
                    subtree.sections.iter().flat_map(of)
                };
                let input = segments().map(|(place, segment)| impedances.segment_input(place, segment).unwrap());
                check(input.collect(), ["input", "input_phase"]);
                let transfer = segments().map(|(place, segment)| impedances.segment_transfer(place, segment).unwrap());
                check(transfer.collect(), ["transfer", "transfer_phase"]);
                let tips = subtree.sections.iter().map(|&place| impedances.transfer(place, 1.0).unwrap());
                check(tips.collect(), ["tip_transfer", "tip_phase"]);
                let (root_input, lowest) = measured.ends(subtree);
                magnitude.relative(root_input.norm() * 1e-6, number(&recorded["root_input"]));
                phase.absolute(root_input.arg() - number(&recorded["root_input_phase"]), 1.0);
                magnitude.relative(lowest.norm() * 1e-6, number(&recorded["lowest"]));
                phase.absolute(lowest.arg() - number(&recorded["lowest_phase"]), 1.0);
            }
        }
        println!("{:13} impedances: magnitude {:.1e}, phase {:.1e}", golden.name, magnitude.0, phase.0);
        assert!(magnitude.0 < 1e-8 && phase.0 < 1e-8, "{}", golden.name);
    }
}

#[test]
fn impedances_of_whole_passive_cells() {
    let is_passive = |golden: &&Golden| {
        golden.cell.sections.iter().all(|section| section.mechanisms.keys().all(|mechanism| mechanism == "pas"))
    };
    for golden in all().filter(is_passive) {
        let mut error = Maximum::default();
        let sections = parents_first(&golden.cell);
        let soma = Attachment { section: golden.cell.find("soma[0]").unwrap(), x: 0.5 };
        for recorded in list(&golden.json["impedance_whole"]).iter().filter(|recorded| recorded["extended"] == 0) {
            let impedances = passive(&golden.cell, &sections, &[soma], number(&recorded["f"])).unwrap();
            compare_whole(&golden.cell, recorded, &impedances, &mut error);
        }
        println!("{:13} whole cell: {:.1e}", golden.name, error.0);
        assert!(error.0 < 1e-8, "{}", golden.name);
    }
}

/// NEURON's extended impedance does not let ions couple mechanisms, and its derivatives are those of steps of 0.001, through
/// the straight lines of a `TABLE`: the bound holds for cells that have neither, and the others are printed. `Test_8` has
/// neither and is further off because of the step: NEURON's own soma at 10 Hz goes from 10.623684 to 10.605286 megaohms where the
/// step is 1e-6, to within 2e-6 of ours.
#[test]
fn impedances_of_whole_cells_with_channels_as_finitialize_leaves_them() {
    let Some(checkout) = checkout() else { return };
    for golden in GOLDENS.iter() {
        let Some(source) = SOURCES.iter().find(|source| source.name == golden.name) else { continue };
        let mut detailed = source.build(&checkout, &golden.cell);
        let (_, rest) = detailed.rest(Policy::Initial, &[]).unwrap();
        let cell = &detailed.cell;
        let cable = QuasiActive::of(cell, &rest).unwrap();
        let soma = Attachment { section: cell.find("soma[0]").unwrap(), x: 0.5 };
        let any = |of: &dyn Fn(&Segment) -> bool| rest.sections.iter().flatten().any(|segment| of(&segment.membrane));
        let couples = any(&Segment::couples_ions);
        let tabulates = any(&|segment| {
            let functions = segment.instances.iter().flat_map(|instance| &instance.program.functions);
            functions.into_iter().any(|function| function.table.is_some())
        });
        for recorded in list(&golden.json["impedance_whole"]).iter().filter(|recorded| recorded["extended"] == 1) {
            let frequency_hz = number(&recorded["f"]);
            let mut error = Maximum::default();
            compare_whole(&golden.cell, recorded, &cable.impedances(&[soma], frequency_hz), &mut error);
            let name = &golden.name;
            println!("{name:13} {frequency_hz:3} Hz, coupled ions {couples}, tables {tabulates}: {:.1e}", error.0);
            let bound = if *name == "Test_8" { 5e-3 } else { 1e-3 };
            assert!(error.0 < bound || couples || tabulates, "{name} {frequency_hz} Hz: {:e}", error.0);
        }
    }
}

fn compare_whole(cell: &Cell, recorded: &Value, impedances: &Impedances, error: &mut Maximum) {
    let mut slot = 0;
    for (place, section) in cell.sections.iter().enumerate() {
        for segment in 0..section.nseg {
            let polar = |key: &str| {
                let phase = number(&recorded[format!("{key}_phase")][slot]);
                Complex64::from_polar(number(&recorded[key][slot]), phase)
            };
            let (input, transfer) = (polar("input"), polar("transfer"));
            error.absolute((impedances.segment_input(place, segment).unwrap() - input).norm(), input.norm());
            let ours = impedances.segment_transfer(place, segment).unwrap();
            error.absolute((ours - transfer).norm(), transfer.norm());
            slot += 1;
        }
    }
}

#[test]
fn cylinders() {
    for_each_reduction(|case| {
        let mut error = Maximum::default();
        let recorded = list(&case.recorded["subtrees"]);
        assert_eq!(case.reduction.subtrees.len(), recorded.len(), "{}", case.label);
        for (ours, theirs) in case.reduction.subtrees.iter().zip(recorded) {
            let section = &case.reduction.cell.sections[ours.reduced_section];
            assert_eq!(ours.root, theirs["root"], "{}", case.label);
            assert_eq!(section.name, theirs["reduced_section"], "{}", case.label);
            assert_eq!(ours.nseg as f64, number(&theirs["nseg"]), "{} {}", case.label, ours.root);
            assert_eq!(ours.subtree.attached.x, number(&theirs["soma_x"]), "{}", case.label);
            let (cylinder, membrane) = (ours.cylinder, ours.cylinder.membrane);
            for (ours, key) in [
                (cylinder.length_um, "length"),
                (cylinder.diam_um, "diam"),
                (cylinder.space_constant_um, "space_const"),
                (cylinder.electrotonic_length, "electrotonic_length"),
                (membrane.cm_uf_per_cm2, "cm"),
                (membrane.rm_ohm_cm2, "rm"),
                (membrane.ra_ohm_cm, "ra"),
                (membrane.e_pas_mv, "e_pas"),
            ] {
                error.relative(ours, number(&theirs[key]));
            }
            let complex = |key: &str| Complex64::new(number(&theirs[key][0]), number(&theirs[key][1]));
            error.absolute((ours.q - complex("q")).norm(), ours.q.norm());
            error.absolute((ours.root_input_ohm - complex("root_input_ohm")).norm(), ours.root_input_ohm.norm());
        }
        println!("{} cylinders: {:.1e}", case.label, error.0);
        assert!(error.0 < 1e-6, "{}", case.label);
    });
}

#[test]
fn segment_maps() {
    for_each_reduction(|case| {
        let (mut error, mut count, mut differ) = (Maximum::default(), 0, 0);
        for (name, theirs) in case.recorded["seg_to_seg"].as_object().unwrap() {
            let ours = &case.reduction.map.sections[case.golden.cell.find(name).unwrap()];
            assert_eq!(ours.len(), list(theirs).len(), "{} {name}", case.label);
            for (ours, theirs) in ours.iter().zip(list(theirs)) {
                let reduced = &case.reduction.cell.sections[ours.section];
                assert_eq!(reduced.name, theirs[0], "{} {name}", case.label);
                error.absolute(ours.x - number(&theirs[2]), 1.0);
                count += 1;
                if ours.segment as f64 != number(&theirs[1]) {
                    differ += 1;
                    let at = ours.x * reduced.nseg as f64;
                    assert!((at - at.round()).abs() / (reduced.nseg as f64) < 1e-6, "{} {name}", case.label);
                }
            }
        }
        let mapped: usize = case
            .reduction
            .subtrees
            .iter()
            .flat_map(|subtree| &subtree.subtree.sections)
            .map(|&place| case.golden.cell.sections[place].nseg)
            .sum();
        assert_eq!(mapped, count, "{}: every segment", case.label);
        println!("{} map: x {:.1e}, {differ} of {count} in another segment", case.label, error.0);
        assert!(f64::from(differ) <= 0.001 * count as f64, "{}", case.label);
        assert_eq!(
            case.reduction.orphan_segments.len() as f64,
            number(&case.recorded["orphan_segments"]),
            "{}",
            case.label
        );
    });
}

#[test]
fn reduced_cells() {
    for_each_reduction(|case| {
        let (ours, theirs) = (&case.reduction.cell, list(&case.recorded["sections"]));
        let names: Vec<&str> = ours.sections.iter().map(|section| section.name.as_str()).collect();
        assert_eq!(
            names,
            theirs.iter().map(|section| section["name"].as_str().unwrap()).collect::<Vec<_>>(),
            "{}",
            case.label
        );
        let (mut geometry, mut parameters) = (Maximum::default(), Maximum::default());
        for (section, theirs) in ours.sections.iter().zip(theirs) {
            let at = format!("{} {}", case.label, section.name);
            let is_cylinder =
                case.reduction.subtrees.iter().any(|subtree| names[subtree.reduced_section] == section.name);
            // The peer's `define_shape` gives an axon without 3-d points some; ours stays as it was.
            let recorded_geometry =
                if is_cylinder { &case.recorded["segments"] } else { &case.golden.json["segments"] };
            let original =
                list(&case.golden.json["sections"]).iter().find(|original| original["name"] == *section.name);
            let with_geometry = if is_cylinder { theirs } else { original.unwrap() };
            check_topology(section, theirs, &names, &at);
            geometry.relative(section.length_um, number(&with_geometry["L"]));
            geometry.relative(section.ra_ohm_cm, number(&theirs["Ra"]));
            geometry.relative(section.ri_end_mohm, number(&with_geometry["ri_end"]));
            let first = number(&with_geometry["seg0"]) as usize;
            for segment in 0..section.nseg {
                let recorded = |key: &str| number(&recorded_geometry[key][first + segment]);
                geometry.relative(section.diam_um[segment], recorded("diam"));
                geometry.relative(section.area_um2[segment], recorded("area"));
                geometry.relative(section.ri_mohm[segment], recorded("ri"));
                parameters.relative(section.cm_uf_per_cm2[segment], of_segment(&theirs["cm"], segment));
            }
            compare_parameters(section, theirs, &mut parameters, &at);
        }
        println!("{} reduced cell: geometry {:.1e}, parameters {:.1e}", case.label, geometry.0, parameters.0);
        assert!(geometry.0 < 1e-6 && parameters.0 < 1e-9, "{}", case.label);
    });
}

fn check_topology(section: &Section, theirs: &Value, names: &[&str], at: &str) {
    assert_eq!(section.nseg as f64, number(&theirs["nseg"]), "{at}");
    assert_eq!(section.parent.map(|parent| names[parent.section]), theirs["parent"].as_str(), "{at}");
    assert_eq!(section.parent.map(|parent| parent.x), theirs["parent_x"].as_f64(), "{at}");
    assert_eq!(section.own_end.x(), number(&theirs["own_end"]), "{at}");
    let children: Vec<&str> = section.children.iter().map(|&child| names[child]).collect();
    assert_eq!(children, texts(&theirs["children"]), "{at}");
    let styles: BTreeSet<(&str, i64)> =
        section.ion_style.iter().map(|(ion, &style)| (ion.as_str(), style.into())).collect();
    let theirs = theirs["ion_style"].as_object().unwrap();
    assert_eq!(styles, theirs.iter().map(|(ion, style)| (ion.as_str(), style.as_i64().unwrap())).collect(), "{at}");
}

/// Every parameter that was recorded. Of an ion not all variables were: those that a cell has besides are not compared.
fn compare_parameters(section: &Section, theirs: &Value, parameters: &mut Maximum, at: &str) {
    let mechanisms = theirs["mechs"].as_object().unwrap();
    let names: BTreeSet<&String> = section.mechanisms.keys().collect();
    assert_eq!(names, mechanisms.keys().collect(), "{at}");
    for (mechanism, variables) in mechanisms {
        let variables = variables.as_object().unwrap();
        let ours = &section.mechanisms[mechanism];
        assert!(ours.len() == variables.len() || mechanism.ends_with("_ion"), "{at} {mechanism}");
        for (variable, theirs) in variables {
            for segment in 0..section.nseg {
                parameters.relative(ours[variable][segment], of_segment(theirs, segment));
            }
        }
    }
}

struct Case<'a> {
    golden: &'a Golden,
    recorded: &'a Value,
    reduction: Reduction,
    label: String,
}

fn for_each_reduction(check: impl Fn(&Case<'_>)) {
    for golden in all() {
        for recorded in list(&golden.json["reductions"]) {
            let manual = number(&recorded["total_segments_manual"]);
            let segments = match manual {
                -1.0 => Segments::Auto,
                manual if manual > 1.0 => Segments::Total(manual as usize),
                manual => Segments::Fraction(manual),
            };
            let options =
                Options { frequencies_hz: vec![number(&recorded["frequency"])], segments, ..Options::default() };
            let label = format!("{:13} {:3} Hz, segments {manual:4}:", golden.name, options.passive_hz());
            let mut diagnostics = Diagnostics::default();
            let reduction = reduce(&golden.cell, &options, &mut diagnostics).unwrap();
            let unexpected = diagnostics.iter().find(|diagnostic| diagnostic.code != "reduce::axon-by-name");
            assert!(unexpected.is_none(), "{label} {unexpected:?}");
            check(&Case { golden, recorded, reduction, label });
        }
    }
}

fn parents_first(cell: &Cell) -> Vec<usize> {
    let mut order: Vec<usize> =
        (0..cell.sections.len()).filter(|&place| cell.sections[place].parent.is_none()).collect();
    let mut next = 0;
    while next < order.len() {
        order.extend(&cell.sections[order[next]].children);
        next += 1;
    }
    order
}
