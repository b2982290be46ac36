//! Geometry of whole cells from nothing but their 3-d points, against what NEURON recorded (`../shared/golden`).

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use neuron_reduce::cell::resolved::{Cell, Point3d};
use neuron_reduce::cell::{Assignment, Model, SectionId};
use neuron_reduce::mechanism::Catalog;
use serde_json::Value;

/// Relative difference allowed where the points are as they were added.
const TOLERANCE: f64 = 1e-14;

/// The same where `L` was assigned later: NEURON keeps the lengths along the points in double precision, but the points
/// themselves, which is what was recorded, in single precision.
const TOLERANCE_OF_SCALED_POINTS: f64 = 1e-5;

#[test]
fn geometry_of_recorded_cells_follows_from_their_points() {
    let Some(names) = recorded() else {
        println!("skipped: no recorded cells in ../shared/golden");
        return;
    };
    for name in names {
        let (recorded, points) = (read(&format!("{name}.json.gz")), read(&format!("{name}.pt3d.json.gz")));
        let (cell, scaled) = build(&recorded, &points);
        let worst = compare(&name, &cell, &recorded, &scaled);
        println!("{name}: {} sections, {worst:?}, {} with scaled points", cell.sections.len(), scaled.len());
    }
}

#[derive(Debug, Default)]
struct Worst {
    as_added: f64,
    scaled: f64,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/golden")
}

fn recorded() -> Option<Vec<String>> {
    let files = std::fs::read_dir(folder()).ok()?;
    let mut names: Vec<String> = files
        .filter_map(|entry| {
            entry.ok()?.file_name().into_string().ok()?.strip_suffix(".pt3d.json.gz").map(str::to_owned)
        })
        .collect();
    names.sort();
    Some(names)
}

fn read(file: &str) -> Value {
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(folder().join(file)).unwrap()).read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The cell, and the sections whose recorded L is not that of their points.
fn build(recorded: &Value, points: &Value) -> (Cell, Vec<String>) {
    let mut model = Model::new(Catalog::default());
    let mut ids: BTreeMap<&str, SectionId> = BTreeMap::new();
    let mut scaled = vec![];
    let diam = model.find_range("diam").unwrap();
    let sections = recorded["sections"].as_array().unwrap();
    for section in sections {
        let name = section["name"].as_str().unwrap();
        let id = model.create_section(name.to_owned());
        ids.insert(name, id);
        let nseg = section["nseg"].as_u64().unwrap();
        model.set_nseg(id, nseg as f64).unwrap();
        model.set_ra_ohm_cm(id, number(&section["Ra"])).unwrap();
        model.set_rall_branch(id, number(&section["rall_branch"])).unwrap();
        if points[name]["x"].as_array().is_some_and(|x| !x.is_empty()) {
            add_points(&mut model, id, &points[name]);
            if (model.length_um(id).unwrap() / number(&section["L"]) - 1.0).abs() > 1e-14 {
                scaled.push(name.to_owned());
            }
        } else {
            model.set_length_um(id, number(&section["L"])).unwrap();
            let first = section["seg0"].as_u64().unwrap() as usize;
            for index in 0..nseg as usize {
                let value = number(&recorded["segments"]["diam"][first + index]);
                let x = (index as f64 + 0.5) / nseg as f64;
                model.assign(id, x, diam, 0, Assignment::Set, value).unwrap();
            }
        }
    }
    // A section that is connected comes before those that are already there.
    for section in sections {
        for child in section["children"].as_array().unwrap().iter().rev() {
            let child = sections.iter().find(|other| other["name"] == *child).unwrap();
            let (id, parent) = (ids[child["name"].as_str().unwrap()], ids[section["name"].as_str().unwrap()]);
            model.connect(id, number(&child["own_end"]), parent, number(&child["parent_x"])).unwrap();
        }
    }
    let all: Vec<_> = model.sections().collect();
    (model.resolve(&all, &BTreeSet::new(), -65.0).unwrap(), scaled)
}

fn add_points(model: &mut Model, id: SectionId, points: &Value) {
    for index in 0..points["x"].as_array().unwrap().len() {
        let coordinate = |axis: &str| number(&points[axis][index]);
        let point =
            Point3d { x_um: coordinate("x"), y_um: coordinate("y"), z_um: coordinate("z"), diam_um: coordinate("d") };
        model.pt3dadd(id, point).unwrap();
    }
}

fn compare(name: &str, cell: &Cell, recorded: &Value, scaled: &[String]) -> Worst {
    let mut worst = Worst::default();
    let segments = &recorded["segments"];
    for (own, section) in cell.sections.iter().zip(recorded["sections"].as_array().unwrap()) {
        let at = format!("{name} {}", own.name);
        assert_eq!(section["name"], *own.name, "{at}");
        let children: Vec<_> = own.children.iter().map(|&child| cell.sections[child].name.as_str()).collect();
        let recorded_children: Vec<_> =
            section["children"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(children, recorded_children, "{at}");
        let first = section["seg0"].as_u64().unwrap() as usize;
        let is_scaled = scaled.contains(&own.name);
        let (worst, tolerance) =
            if is_scaled { (&mut worst.scaled, TOLERANCE_OF_SCALED_POINTS) } else { (&mut worst.as_added, TOLERANCE) };
        let mut check = |what: &str, own: f64, recorded: &Value| {
            let difference = (own / number(recorded) - 1.0).abs();
            *worst = worst.max(difference);
            assert!(difference <= tolerance, "{at} {what}: {own}, NEURON says {recorded}");
        };
        check("L", own.length_um, &section["L"]);
        check("ri_end", own.ri_end_mohm, &section["ri_end"]);
        for (what, values) in [("diam", &own.diam_um), ("area", &own.area_um2), ("ri", &own.ri_mohm)] {
            for (index, &value) in values.iter().enumerate() {
                check(what, value, &segments[what][first + index]);
            }
        }
    }
    worst
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}
