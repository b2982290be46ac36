//! What the program writes for programs is as `schemas/` says, and nothing else is: an output with a key of another name, without one
//! of its keys, or with a value of another kind is refused.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod changes;
mod outputs;
#[path = "../support/schema.rs"]
mod schema;

use std::collections::BTreeSet;
use std::fs;

use neuron_reduce::layouts;
use serde_json::Value;

use changes::changes;
use outputs::outputs;
use schema::{conforms, schema, validator};

/// Every layout and its version.
const LAYOUTS: [(&str, u32); 10] = [
    ("cell", layouts::CELL),
    ("rest", layouts::REST),
    ("subtrees", layouts::SUBTREES),
    ("reduced", layouts::REDUCED),
    ("reduction", layouts::REDUCTION),
    ("impedance", layouts::IMPEDANCE),
    ("inspect", layouts::INSPECT),
    ("verify", layouts::VERIFY),
    ("outcome", layouts::OUTCOME),
    ("diagnostic", layouts::DIAGNOSTIC),
];

#[test]
fn every_layout_has_a_schema_of_its_version() {
    let files = fs::read_dir(schema::folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let expected = LAYOUTS.iter().map(|(name, version)| format!("{name}.v{version}.json"));
    assert_eq!(files.collect::<BTreeSet<_>>(), expected.collect());
    for (name, version) in LAYOUTS {
        let schema = schema(name);
        assert_eq!(schema["properties"]["layout_version"]["const"], version, "{name}");
        assert_eq!(schema["$id"], format!("urn:neuron-reduce:{name}:{version}"));
    }
    let python = include_str!("../../python/src/neuron_reduce_rs/snapshot.py");
    assert!(python.contains(&format!("\nLAYOUT_VERSION = {}\n", layouts::CELL)), "snapshots of living cells");
}

#[test]
fn every_schema_is_one_and_says_what_its_keys_mean() {
    for (name, _) in LAYOUTS {
        let schema = schema(name);
        jsonschema::draft202012::meta::validate(&schema).unwrap_or_else(|error| panic!("{name}: {error}"));
        each_object(&schema, &mut |object| {
            let is_map = object.get("propertyNames").is_some();
            assert!(is_map || object["additionalProperties"] == false, "{name}: an open object: {object}");
            for (key, property) in object.get("properties").and_then(Value::as_object).into_iter().flatten() {
                let is_variant =
                    property.get("description").is_none() && object["properties"].as_object().unwrap().len() == 1;
                let said = property["description"].as_str().unwrap_or_default();
                assert!(is_variant || (!said.is_empty() && !said.contains('\n')), "{name}: `{key}` is not described");
            }
        });
    }
}

/// Schemas of objects within a schema.
fn each_object(schema: &Value, visit: &mut impl FnMut(&Value)) {
    if schema["type"] == "object" {
        visit(schema);
    }
    match schema {
        Value::Object(map) => map.values().for_each(|value| each_object(value, visit)),
        Value::Array(list) => list.iter().for_each(|value| each_object(value, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn what_schemas_share_is_the_same_in_all() {
    let mut known = std::collections::BTreeMap::new();
    for (name, _) in LAYOUTS {
        let schema = schema(name);
        for (definition, body) in schema["$defs"].as_object().into_iter().flatten() {
            let first = known.entry(definition.clone()).or_insert_with(|| (name, body.clone()));
            assert_eq!(&first.1, body, "`{definition}` of {name} and {}", first.0);
        }
    }
}

#[test]
fn outputs_conform() {
    for (name, _) in LAYOUTS.iter().filter(|(name, _)| *name != "verify") {
        assert!(outputs().iter().any(|output| output.layout == *name), "no output is a `{name}`");
    }
    for output in outputs() {
        conforms(output.layout, &output.value);
    }
}

#[test]
fn a_changed_output_is_refused() {
    let mut tried = BTreeSet::new();
    for output in outputs() {
        let validator = validator(output.layout);
        for change in changes(&output.value, &schema(output.layout)) {
            // One of each kind is enough: lists are long.
            if tried.insert((output.layout, change.place.clone(), change.kind)) {
                let is_valid = validator.is_valid(&change.of(&output.value));
                assert!(!is_valid, "{}: {} {:?}", output.layout, change.place, change.kind);
            }
        }
    }
    assert!(tried.len() > 1000, "{}", tried.len());
}

/// Keys that none of these outputs has: a text as an argument is rare, and `defaults` are of cells that live in NEURON.
const NOT_SEEN: [(&str, &str); 2] = [("cell", "defaults"), ("cell", "text")];

#[test]
fn every_key_of_a_schema_is_one_of_an_output() {
    let mut unseen = vec![];
    for (name, _) in LAYOUTS.iter().filter(|(name, _)| *name != "verify") {
        let (mut written, mut promised) = (BTreeSet::new(), BTreeSet::new());
        outputs().iter().filter(|output| output.layout == *name).for_each(|output| keys(&output.value, &mut written));
        each_object(&schema(name), &mut |object| {
            let properties = object.get("properties").and_then(Value::as_object);
            promised.extend(properties.into_iter().flatten().map(|(key, _)| key.clone()));
        });
        unseen.extend(promised.difference(&written).map(|key| (*name, key.clone())));
    }
    let unseen: Vec<_> = unseen.iter().map(|(name, key)| (*name, key.as_str())).collect();
    assert_eq!(unseen, NOT_SEEN);
}

fn keys(value: &Value, found: &mut BTreeSet<String>) {
    found.extend(value.as_object().into_iter().flatten().map(|(key, _)| key.clone()));
    match value {
        Value::Object(map) => map.values().for_each(|value| keys(value, found)),
        Value::Array(list) => list.iter().for_each(|value| keys(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
