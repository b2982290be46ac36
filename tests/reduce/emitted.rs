//! The files that a user gets, as they are: one snapshot for each file of each small model.

use std::collections::BTreeMap;
use std::path::Path;

use neuron_reduce::convert::{Converted, convert};
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::entry::Settings;
use neuron_reduce::reduce::{Options, Segments};
use serde_json::Value;

use crate::support::models::{SMALL_MODELS, SmallModel};

const SHOWN: [&str; 5] = ["cell.hoc", "init.hoc", "model.py", "README.md", "segment_map.csv"];

#[test]
fn the_emitted_directory_is_the_snapshot() {
    for model in SMALL_MODELS {
        shown(&converted(&model.directory(), &Options::passive()), model.name);
    }
}

#[test]
fn the_emitted_directory_tells_the_options() {
    let options = Options {
        frequencies_hz: vec![100.0],
        segments: Segments::Total(30),
        keep: vec!["apic[3]".into()],
        ..Options::passive()
    };
    let converted = converted(&SmallModel::named("two_apicals").directory(), &options);
    insta::with_settings!({ snapshot_path => "../corpus/emitted", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("two_apicals_with_options@README.md", &texts(&converted)["README.md"]);
    });
}

#[test]
fn the_numbers_of_the_record_are_those_of_the_cell() {
    for model in SMALL_MODELS {
        let converted = converted(&model.directory(), &Options::passive());
        let texts = texts(&converted);
        let record: Value = serde_json::from_str(&texts["reduction.json"]).unwrap();
        assert_eq!(record["command"].as_str().map(|command| texts["README.md"].contains(command)), Some(true));
        let cell = &converted.reduction.cell;
        assert_eq!(record["celsius"], cell.celsius, "{}", model.name);
        assert_eq!(record["v_init"], cell.v_init_mv, "{}", model.name);
        assert_eq!(record["sections"].as_array().map(Vec::len), Some(cell.sections.len()), "{}", model.name);
        for (section, recorded) in cell.sections.iter().zip(record["sections"].as_array().unwrap()) {
            assert_eq!(recorded["name"], section.name);
            assert_eq!(recorded["nseg"], section.nseg);
            assert_eq!(recorded["L"], section.length_um);
            assert_eq!(recorded["Ra"], section.ra_ohm_cm);
        }
        for (subtree, recorded) in converted.reduction.subtrees.iter().zip(record["subtrees"].as_array().unwrap()) {
            assert_eq!(recorded["root"], subtree.root);
            assert_eq!(recorded["length"], subtree.cylinder.length_um);
            let hoc = format!(
                "    {} {{\n        nseg = {}\n        Ra = {}\n        L = {}\n        diam = {}\n",
                recorded["reduced_section"].as_str().unwrap(),
                recorded["nseg"],
                recorded["ra"].as_f64().unwrap(),
                recorded["length"].as_f64().unwrap(),
                recorded["diam"].as_f64().unwrap(),
            );
            assert!(texts["cell.hoc"].contains(&hoc), "{}:\n{hoc}", model.name);
        }
        let total = record["totals"]["reduced"]["segments"].as_u64();
        assert_eq!(total, record["n_seg_all"].as_u64());
        assert_eq!(total, Some(cell.segment_count() as u64));
    }
}

#[test]
fn the_record_has_the_numbers_that_hoc_gave_the_sections() {
    let numbered = |statements: &str| {
        let folder = tempfile::tempdir().unwrap();
        let cell =
            "create soma, dend[2]\nconnect dend[0](0), soma(1)\nconnect dend[1](0), soma(0)\nforall insert pas\n";
        std::fs::write(folder.path().join("init.hoc"), format!("{cell}{statements}")).unwrap();
        let converted = converted(folder.path(), &Options::passive());
        serde_json::from_str::<Value>(&texts(&converted)["reduction.json"]).unwrap()["section_numbers"].clone()
    };
    let numbers = numbered("dend[0].nseg = 3\nsoma.v(0.0001) = 4\ndend[0].v(0.0001) = 0\ndend[1].v(0.0001) = 2\n");
    assert_eq!(numbers, serde_json::json!({ "soma": 4, "dend[0]": 0, "dend[1]": 2 }));
    for nothing in [
        "",
        "v_init = 0\nforall v(0.0001) = 1\n",
        "soma.v = 0\ndend[0].v = 1\n",
        "soma.v = 0\ndend[0].v = 1.5\ndend[1].v = 2\n",
    ] {
        assert_eq!(numbered(nothing), Value::Null, "{nothing}");
    }
}

#[test]
fn the_map_of_the_record_is_that_of_the_table() {
    for model in SMALL_MODELS {
        let converted = converted(&model.directory(), &Options::passive());
        let texts = texts(&converted);
        let record: Value = serde_json::from_str(&texts["reduction.json"]).unwrap();
        let rows: Vec<Vec<&str>> =
            texts["segment_map.csv"].lines().skip(1).map(|row| row.split(',').collect()).collect();
        assert_eq!(rows.len(), converted.detailed.cell.segment_count());
        for row in rows {
            let [section, segment, _, reduced, reduced_segment, x] = row[..] else { panic!("{row:?}") };
            let place = &record["seg_to_seg"][section][segment.parse::<usize>().unwrap()];
            assert_eq!(place[0], reduced);
            assert_eq!(place[1], reduced_segment.parse::<usize>().unwrap());
            assert_eq!(place[2], x.parse::<f64>().unwrap());
        }
    }
}

fn shown(converted: &Converted, name: &str) {
    let texts = texts(converted);
    insta::with_settings!({ snapshot_path => "../corpus/emitted", prepend_module_to_snapshot => false }, {
        for file in SHOWN {
            insta::assert_snapshot!(format!("{name}@{file}"), &texts[file]);
        }
    });
    let mods = texts.keys().filter(|path| path.starts_with("mod/")).count();
    let unshown = ["reduction.json", ".neuron-reduce"];
    assert!(unshown.iter().all(|file| texts.contains_key(*file)), "{name}");
    assert_eq!(texts.len(), SHOWN.len() + unshown.len() + mods, "{name}: {:?}", texts.keys());
}

fn texts(converted: &Converted) -> BTreeMap<String, String> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    converted.files.iter().map(|file| (file.path.display().to_string(), text(&file.bytes))).collect()
}

fn converted(directory: &Path, options: &Options) -> Converted {
    convert(directory, &Settings::default(), options).unwrap_or_else(|failure| {
        panic!("{}", render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false))
    })
}
