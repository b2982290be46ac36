//! What our model directories' files say, read by us and by NEURON: imported morphologies and declared mechanisms.

use std::collections::BTreeMap;
use std::path::Path;

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::mechanism::{Catalog, MechanismKind, MechanismType};
use neuron_reduce::morphology::{Format, ImportedSection, Instantiation, Point3d, Readings, instantiate};
use neuron_reduce::nmodl::{load_catalog, mod_folders};
use neuron_reduce::source::SourceMap;
use serde_json::Value;

use crate::support::models::{SmallModel, demo_directory};
use crate::support::neuron::Model;

#[test]
fn the_demo_morphology_is_imported_point_for_point() {
    let folder = demo_directory();
    compare_import(folder.path(), "morphology.asc", "Import3d_Neurolucida3", 146);
}

#[test]
fn small_morphologies_are_imported_point_for_point() {
    compare_import(&SmallModel::named("swc_one_point").directory(), "cell.swc", "Import3d_SWC_read", 9);
    compare_import(&SmallModel::named("swc_three_point").directory(), "cell.swc", "Import3d_SWC_read", 6);
}

#[test]
fn files_of_other_programs_are_imported_point_for_point() {
    let folder = |format: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(format).join("ok");
    for (file, sections) in [("outline.nlcda", 6), ("repairs.nlcda", 11), ("no_soma.nlcda", 4)] {
        compare_import(&folder("nlcda"), file, "Import3d_Neurolucida_read", sections);
    }
    for (file, sections) in [("outline.nts", 7), ("walk.nts", 6), ("a_branch_is_missing.nts", 2)] {
        compare_import(&folder("eutectic"), file, "Import3d_Eutectic_read", sections);
    }
    for (file, sections) in [("cables.xml", 3), ("sphere.xml", 4)] {
        compare_import(&folder("morphml"), file, "Import3d_MorphML", sections);
    }
}

#[test]
fn the_demo_mechanisms_have_the_parameters_and_globals_of_neuron() {
    let folder = demo_directory();
    let catalog = read_mechanisms(folder.path());
    let density: Vec<&MechanismType> =
        catalog.mechanisms().map(|(_, mechanism)| mechanism).filter(|mechanism| is_of_a_mod_file(mechanism)).collect();
    assert_eq!(density.len(), 11);
    let described = inserted(folder.path(), &density);
    for mechanism in density {
        let parameters = mechanism.parameters().map(|parameter| (parameter.name.clone(), parameter.default)).collect();
        assert_eq!(numbers(&described["sections"][0]["mechs"][&mechanism.name]), parameters, "{}", mechanism.name);
        let globals = mechanism.globals.iter().map(|global| (global.name.clone(), global.default)).collect();
        assert_eq!(numbers(&described["globals"][&mechanism.name]), globals, "{}", mechanism.name);
    }
}

/// Our import of a file, and NEURON's at the top level: the same sections, parents and points of the first tree.
fn compare_import(folder: &Path, file: &str, reader: &str, sections: usize) {
    let imported = import(folder, file, Format::of_reader(reader).unwrap());
    let neuron = Model::in_directory(folder)
        .soma(&full_name(&imported.sections[0]))
        .hoc("load_file(\"stdlib.hoc\")")
        .hoc("load_file(\"import3d.hoc\")")
        .hoc("objref reader, import, nil")
        .hoc(&format!("reader = new {reader}()"))
        .hoc(&format!("reader.input(\"{file}\")"))
        .hoc("import = new Import3d_GUI(reader, 0)")
        .hoc("import.instantiate(nil)")
        .describe();
    assert_eq!(imported.sections.len(), sections);
    let first_tree = tree(&imported, 0);
    assert_eq!(neuron["sections"].as_array().unwrap().len(), first_tree.len());
    for section in first_tree {
        let name = full_name(section);
        let theirs =
            neuron["sections"].as_array().unwrap().iter().find(|other| other["name"] == name.as_str()).unwrap();
        let parent = section.parent.map(|parent| (full_name(&imported.sections[parent.section]), parent.x));
        let their_parent =
            theirs["parent"].as_str().map(|name| (name.to_owned(), theirs["parent_x"].as_f64().unwrap()));
        assert_eq!(parent, their_parent, "{name}");
        assert_eq!(section.points, points(&neuron["pt3d"][&name]), "{name}");
    }
}

fn import(folder: &Path, file: &str, format: Format) -> Instantiation {
    let mut sources = SourceMap::open(folder).unwrap();
    let id = sources.read(Path::new(file)).unwrap();
    let mut diagnostics = Diagnostics::default();
    let reading = Readings::default().read(format, id, &sources);
    let imported = instantiate(&reading.morphology.unwrap(), &mut diagnostics).unwrap();
    assert!(!diagnostics.has_fatal() && !reading.diagnostics.has_fatal(), "{diagnostics:?}");
    imported
}

/// The sections that are connected to the root, with it.
fn tree(imported: &Instantiation, root: usize) -> Vec<&ImportedSection> {
    let root_of = |mut index: usize| {
        while let Some(parent) = imported.sections[index].parent {
            index = parent.section;
        }
        index
    };
    let root = root_of(root);
    (0..imported.sections.len())
        .filter(|&index| root_of(index) == root)
        .map(|index| &imported.sections[index])
        .collect()
}

fn full_name(section: &ImportedSection) -> String {
    format!("{}[{}]", section.name, section.index)
}

fn points(described: &Value) -> Vec<Point3d> {
    let at = |axis: &str, k: usize| described[axis][k].as_f64().unwrap();
    let count = described["x"].as_array().unwrap().len();
    (0..count).map(|k| Point3d::new([at("x", k), at("y", k), at("z", k)], at("d", k))).collect()
}

fn read_mechanisms(folder: &Path) -> Catalog {
    let mut sources = SourceMap::open(folder).unwrap();
    let files: Vec<_> = mod_folders(&sources).into_values().flatten().collect();
    let mut diagnostics = Diagnostics::default();
    let (catalog, loaded) = load_catalog(&mut sources, &files, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(loaded.len(), 13);
    catalog
}

fn is_of_a_mod_file(mechanism: &MechanismType) -> bool {
    mechanism.kind == MechanismKind::Density && mechanism.declared.is_some()
}

/// NEURON's description of one section with these mechanisms, nothing set.
fn inserted(folder: &Path, mechanisms: &[&MechanismType]) -> Value {
    let model = Model::in_directory(folder).hoc("create soma");
    let insert = |model: Model, mechanism: &&MechanismType| model.hoc(&format!("soma insert {}", mechanism.name));
    mechanisms.iter().fold(model, insert).describe()
}

fn numbers(described: &Value) -> BTreeMap<String, f64> {
    described.as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.as_f64().unwrap())).collect()
}
