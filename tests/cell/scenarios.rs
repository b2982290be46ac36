//! Random sequences of operations on sections, against what NEURON 9.0.2 recorded for the same sequences.
//!
//! `tests/corpus/cell/*.json` are recordings: each operation stands with what NEURON answered, and at times the whole
//! state. `CELL_SCENARIOS=FILE` runs the recordings of another file.

use std::path::{Path, PathBuf};

use neuron_reduce::cell::resolved::Point3d;
use neuron_reduce::cell::{Assignment, CellError, Model, Place, Range, SectionId};
use neuron_reduce::mechanism::{
    Catalog, GlobalVariable, IonUse, MechanismKind, MechanismType, RangeVariable, VariableKind,
};
use serde_json::Value;

/// Relative difference allowed; NEURON's numbers are expected bit by bit, but for the last bits of trigonometry.
const TOLERANCE: f64 = 1e-13;

#[test]
fn recorded_scenarios_give_neurons_numbers() {
    let mut compared = Compared::default();
    for file in recordings() {
        let text = std::fs::read_to_string(&file).unwrap();
        let scenarios: Value = serde_json::from_str(&text).unwrap();
        for scenario in scenarios.as_array().unwrap() {
            World::new(format!("{} seed {}", file.display(), scenario["seed"])).run(scenario, &mut compared);
        }
    }
    println!("{compared:?}");
    assert!(compared.numbers > 1000, "{compared:?}");
}

fn recordings() -> Vec<PathBuf> {
    if let Some(file) = std::env::var_os("CELL_SCENARIOS") {
        return vec![file.into()];
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/cell");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[derive(Debug, Default)]
struct Compared {
    numbers: usize,
    bit_equal: usize,
    worst: f64,
}

type Read<'a> = dyn FnMut(&mut Model, f64) -> Result<f64, CellError> + 'a;

struct World {
    name: String,
    model: Model,
    ids: Vec<SectionId>,
    places: Vec<Place>,
}

impl World {
    fn new(name: String) -> Self {
        Self { name, model: Model::new(catalog()), ids: vec![], places: vec![] }
    }

    fn run(&mut self, scenario: &Value, compared: &mut Compared) {
        for (step, op) in scenario["ops"].as_array().unwrap().iter().enumerate() {
            let at = format!("{} step {step}: {}", self.name, brief(op));
            if op["op"] == "dump" {
                self.compare_all(&at, op["secs"].as_array().unwrap(), compared);
                self.compare_places(&at, op["pp"].as_array().unwrap());
                continue;
            }
            let answer = self.step(op);
            match (op["ok"].as_bool().unwrap_or(true), &answer) {
                (true, Err(error)) => panic!("{at}: {error}"),
                (false, Ok(_)) => panic!("{at}: NEURON refused"),
                (true, Ok(Some(number))) => compare(&at, *number, &op["r"], compared),
                (true, Ok(None)) | (false, Err(_)) => {}
            }
        }
    }

    fn step(&mut self, op: &Value) -> Result<Option<f64>, String> {
        let number = |key: &str| op[key].as_f64().unwrap_or(f64::NAN);
        let index = |key: &str| op[key].as_u64().unwrap() as usize;
        if op["op"] == "create" {
            for name in op["names"].as_array().unwrap() {
                self.ids.push(self.model.create_section(name.as_str().unwrap().to_owned()));
            }
            return Ok(None);
        }
        if op["op"] == "object" || op["op"] == "more" {
            for old in op["old"].as_array().into_iter().flatten() {
                self.model.delete_section(self.ids[old.as_u64().unwrap() as usize]);
            }
            for name in op["names"].as_array().unwrap() {
                let name = name.as_str().unwrap().to_owned();
                self.ids.push(self.model.create_section_of(op["o"].as_u64().unwrap(), name));
            }
            return Ok(None);
        }
        if op["op"] == "fixed" {
            self.model.set_points_fixed(number("v") == 1.0);
            return Ok(None);
        }
        if op["op"] == "spine" {
            self.model.set_spine_area_um2(number("v"));
            return Ok(None);
        }
        if op["op"] == "define_shape" {
            return self.model.define_shape().map(|()| None).map_err(|error| error.to_string());
        }
        let id = self.ids[index("s")];
        let model = &mut self.model;
        let done = match op["op"].as_str().unwrap() {
            "connect" => model.connect(id, number("e"), self.ids[index("p")], number("x")).map(|_| None),
            "disconnect" => {
                model.disconnect(id);
                Ok(None)
            }
            "delete" => {
                model.delete_section(id);
                Ok(None)
            }
            "pt3dclear" => model.pt3dclear(id).map(|()| None),
            "pt3dadd" => {
                op["p"].as_array().unwrap().iter().try_fold(None, |_, p| model.pt3dadd(id, point(p)).map(|()| None))
            }
            "pt3dinsert" => model.pt3dinsert(id, index("i"), point(&op["p"])).map(|()| None),
            "pt3dchange" => model.pt3dchange(id, index("i"), point(&op["p"])).map(|()| None),
            "pt3dchanged" => model.pt3dchange_diam(id, index("i"), number("v")).map(|()| None),
            "pt3dremove" => model.pt3dremove(id, index("i")).map(|()| None),
            "nseg" => model.set_nseg(id, number("v")).map(|_| None),
            "L" => model.set_length_um(id, number("v")).map(|()| None),
            "Ra" => model.set_ra_ohm_cm(id, number("v")).map(|()| None),
            "rall" => model.set_rall_branch(id, number("v")).map(|()| None),
            "insert" => model.insert(id, mechanism(model, op)).map(|()| None),
            "uninsert" => model.uninsert(id, mechanism(model, op)).map(|()| None),
            "set" => model.assign(id, number("x"), range(model, op), 0, assignment(op), number("v")).map(|_| None),
            "peek" => model.peek(id, number("x"), range(model, op), 0).map(Some),
            "poke" => model.poke(id, number("x"), range(model, op), 0, assignment(op), number("v")).map(|_| None),
            "setall" => model.assign_all(id, range(model, op), 0, assignment(op), number("v")).map(|_| None),
            "ramp" => {
                let (stretch, values) = ((number("x"), number("x2")), (number("v"), number("v2")));
                model.assign_ramp(id, stretch, range(model, op), 0, assignment(op), values).map(|()| None)
            }
            "arr" => {
                let w = model.find_range("w_cachan").unwrap();
                model.assign(id, number("x"), w, index("j"), Assignment::Set, number("v")).map(|_| None)
            }
            "get" => model.get(id, number("x"), range(model, op), 0).map(Some),
            "area" => model.area_um2(id, number("x")).map(Some),
            "ri" => model.ri_mohm(id, number("x")).map(Some),
            "lread" => model.length_um(id).map(Some),
            "distance" => {
                let to = (self.ids[index("p")], number("x2"));
                model.distance_between_um((id, number("x")), to).map(Some)
            }
            "origin" => {
                model.set_distance_origin(id, number("x")).unwrap();
                model.distance_um(self.ids[index("p")], number("x2")).map(Some)
            }
            "style" => {
                let numbers: Vec<f64> = op["a"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
                let style = model.set_ion_style(id, mechanism(model, op), numbers.try_into().unwrap());
                style.map(|style| Some(style.map_or(-1.0, |style| f64::from(style.number()))))
            }
            "pp" => model.place(id, number("x")).map(|place| {
                self.places.push(place);
                None
            }),
            "logical" => {
                let point = op["p"].as_array().map(|p| [0, 1, 2].map(|axis| p[axis].as_f64().unwrap()));
                model.set_logical_point(id, point).map(|()| None)
            }
            other => panic!("unknown operation {other}"),
        };
        done.map_err(|error| error.to_string())
    }

    fn compare_all(&mut self, at: &str, sections: &[Value], compared: &mut Compared) {
        let order: Vec<_> = self.model.sections().collect();
        assert_eq!(self.indices(order), list(sections.iter().map(|section| &section["s"])), "{at}: order of sections");
        for section in sections {
            self.compare_section(&format!("{at} section {}", section["s"]), section, compared);
        }
    }

    fn compare_places(&self, at: &str, expected: &[Value]) {
        for (place, expected) in self.places.iter().zip(expected) {
            let own = self.model.locate(*place).map(|(id, x)| (self.indices(vec![id])[0], x));
            let expected = expected.as_array().map(|place| (place[0].as_u64().unwrap(), place[1].as_f64().unwrap()));
            assert_eq!(own, expected, "{at}: point process");
        }
    }

    fn compare_section(&mut self, at: &str, expected: &Value, compared: &mut Compared) {
        let id = self.ids[expected["s"].as_u64().unwrap() as usize];
        let nseg = self.model.nseg(id).unwrap();
        assert_eq!(nseg as u64, expected["nseg"].as_u64().unwrap(), "{at}: nseg");
        self.compare_topology(at, id, expected);
        let model = &mut self.model;
        for (name, number) in [
            ("L", model.length_um(id)),
            ("Ra", model.ra_ohm_cm(id)),
            ("rall", model.rall_branch(id)),
            ("e", model.own_end(id)),
            ("px", model.parent_x(id)),
        ] {
            compare(&format!("{at}: {name}"), number.unwrap(), &expected[name], compared);
        }
        let points = expected["pts"].as_array().unwrap();
        assert_eq!(model.point_count(id), points.len(), "{at}: n3d");
        for (index, point) in points.iter().enumerate() {
            let Point3d { x_um, y_um, z_um, diam_um } = model.point(id, index).unwrap();
            let arc_um = model.arc_um(id, index).unwrap();
            for (axis, number) in [x_um, y_um, z_um, diam_um, arc_um].into_iter().enumerate() {
                compare(&format!("{at}: point {index} [{axis}]"), number, &point[axis], compared);
            }
        }
        let centres = (0..nseg).map(|index| (index as f64 + 0.5) / nseg as f64);
        let places: Vec<f64> = std::iter::once(0.0).chain(centres).chain([1.0]).collect();
        let (diam, v, cm) = ["diam", "v", "cm"].map(|name| model.find_range(name).unwrap()).into();
        let mut check = |name: &str, read: &mut Read, expected: &Value| {
            for (index, &x) in places.iter().enumerate() {
                let at = format!("{at}: {name}({x})");
                match read(model, x) {
                    Ok(number) => compare(&at, number, &expected[index], compared),
                    Err(error) => assert_eq!(expected[index], "err", "{at}: {error}"),
                }
            }
        };
        check("diam", &mut |model, x| model.get(id, x, diam, 0), &expected["diam"]);
        check("area", &mut |model, x| model.area_um2(id, x), &expected["area"]);
        check("ri", &mut |model, x| model.ri_mohm(id, x), &expected["ri"]);
        check("v", &mut |model, x| model.get(id, x, v, 0), &expected["v"]);
        check("cm", &mut |model, x| model.get(id, x, cm, 0), &expected["cm"]);
        for (_, values) in expected["m"].as_object().unwrap() {
            for (name, values) in values.as_object().unwrap().iter().filter(|(name, _)| *name != "style") {
                let (base, element) = name
                    .split_once('[')
                    .map_or((name.as_str(), 0), |(base, index)| (base, index.trim_end_matches(']').parse().unwrap()));
                let mut read = |model: &mut Model, x: f64| {
                    let range = model.find_range(base).unwrap();
                    model.get(id, x, range, element)
                };
                check(name, &mut read, values);
            }
        }
        compare(&format!("{at}: L"), self.model.length_um(id).unwrap(), &expected["L2"], compared);
        self.compare_mechanisms(at, id, expected);
    }

    fn compare_mechanisms(&self, at: &str, id: SectionId, expected: &Value) {
        let expected = expected["m"].as_object().unwrap();
        for (mechanism, found) in self.model.catalog().mechanisms() {
            if ["morphology", "capacitance"].contains(&found.name.as_str()) {
                continue;
            }
            let values = expected.get(&found.name);
            assert_eq!(self.model.has_mechanism(id, mechanism), values.is_some(), "{at}: {}", found.name);
            if let Some(style) = values.and_then(|values| values.get("style")) {
                let own = self.model.ion_style(id, mechanism).unwrap().map(|style| f64::from(style.number()));
                assert_eq!(own, style[0].as_f64(), "{at}: style of {}", found.name);
            }
        }
    }

    fn compare_topology(&self, at: &str, id: SectionId, expected: &Value) {
        let index = |id: SectionId| self.ids.iter().position(|&own| own == id).unwrap() as u64;
        let model = &self.model;
        assert_eq!(model.parent(id).map(|attachment| index(attachment.parent)), expected["p"].as_u64(), "{at}: parent");
        assert_eq!(model.true_parent(id).map(index), expected["tp"].as_u64(), "{at}: true parent");
        for (name, own) in
            [("ch", model.children(id)), ("tree", model.subtree(id)), ("level", model.subtree_by_level(id))]
        {
            assert_eq!(self.indices(own), list(expected[name].as_array().unwrap()), "{at}: {name}");
        }
    }

    fn indices(&self, ids: Vec<SectionId>) -> Vec<u64> {
        ids.into_iter().map(|id| self.ids.iter().position(|&own| own == id).unwrap() as u64).collect()
    }
}

fn list<'a>(values: impl IntoIterator<Item = &'a Value>) -> Vec<u64> {
    values.into_iter().map(|value| value.as_u64().unwrap()).collect()
}

fn brief(op: &Value) -> String {
    if op["op"] == "dump" { "state".to_owned() } else { op.to_string() }
}

fn point(p: &Value) -> Point3d {
    let number = |axis: usize| p[axis].as_f64().unwrap();
    Point3d { x_um: number(0), y_um: number(1), z_um: number(2), diam_um: number(3) }
}

fn mechanism(model: &Model, op: &Value) -> neuron_reduce::mechanism::MechanismId {
    model.catalog().find(op["m"].as_str().unwrap()).unwrap()
}

fn range(model: &Model, op: &Value) -> Range {
    model.find_range(op["var"].as_str().unwrap()).unwrap()
}

fn assignment(op: &Value) -> Assignment {
    match op["o"].as_str().unwrap() {
        "+" => Assignment::Add,
        "-" => Assignment::Subtract,
        "*" => Assignment::Multiply,
        "/" => Assignment::Divide,
        _ => Assignment::Set,
    }
}

fn compare(at: &str, own: f64, expected: &Value, compared: &mut Compared) {
    let expected = match expected {
        Value::String(text) => text.parse().unwrap(),
        other => other.as_f64().unwrap_or_else(|| panic!("{at}: {other}")),
    };
    compared.numbers += 1;
    if own.to_bits() == expected.to_bits() || own == expected || own.is_nan() && expected.is_nan() {
        compared.bit_equal += 1;
        return;
    }
    let difference = (own - expected).abs() / expected.abs();
    compared.worst = compared.worst.max(difference);
    assert!(difference <= TOLERANCE, "{at}: {own:e}, NEURON says {expected:e}");
}

fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    let eca = 12.5 * (2.0f64 / 5e-5).ln();
    for (ion, values) in
        [("na", [50.0, 10.0, 140.0]), ("k", [-77.0, 54.4, 2.5]), ("ca", [eca, 5e-5, 2.0]), ("xx", [0.0, 1.0, 1.0])]
    {
        let names = [format!("e{ion}"), format!("{ion}i"), format!("{ion}o")];
        let variables: Vec<_> = names.into_iter().zip(values).collect();
        let variables: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), *value, 1)).collect();
        add(&mut catalog, &format!("{ion}_ion"), MechanismKind::Ion, &variables, &[]);
    }
    let density = MechanismKind::Density;
    add(&mut catalog, "pas", density, &[("g_pas", 0.001, 1), ("e_pas", -70.0, 1)], &[]);
    let hh = [("gnabar_hh", 0.12, 1), ("gkbar_hh", 0.036, 1), ("gl_hh", 0.0003, 1), ("el_hh", -54.3, 1)];
    add(&mut catalog, "hh", density, &hh, &[("na", "ena", "ina"), ("k", "ek", "ik")]);
    add(&mut catalog, "cacum", density, &[("depth_cacum", 0.1, 1), ("gam_cacum", 0.05, 1)], &[("ca", "ica", "cai")]);
    let cachan = [("p_cachan", 1e-4, 1), ("w_cachan", 0.0, 3)];
    add(&mut catalog, "cachan", density, &cachan, &[("ca", "cai cao", "ica"), ("k", "ek", "ik")]);
    add(&mut catalog, "caread", density, &[("g_caread", 2e-4, 1)], &[("ca", "eca", "ica"), ("xx", "exx", "ixx xxo")]);
    catalog
}

fn add(
    catalog: &mut Catalog,
    name: &str,
    kind: MechanismKind,
    variables: &[(&str, f64, usize)],
    ions: &[(&str, &str, &str)],
) {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    catalog.add(MechanismType {
        name: name.to_owned(),
        kind,
        variables: variables
            .iter()
            .map(|&(name, default, length)| RangeVariable {
                name: name.to_owned(),
                kind: VariableKind::Parameter,
                default,
                length,
                unit: String::new(),
            })
            .collect(),
        globals: vec![GlobalVariable { name: format!("scale_{name}"), default: 1.0, length: 1, is_computed: false }],
        ions: ions
            .iter()
            .map(|&(ion, reads, writes)| IonUse {
                ion: ion.to_owned(),
                reads: words(reads),
                writes: words(writes),
                valence: None,
            })
            .collect(),
        functions: vec![],
        pointers: vec![],
        declared: None,
    });
}
