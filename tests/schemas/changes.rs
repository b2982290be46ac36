//! Small changes of an output that make it another layout's.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// What is done to a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It has another name.
    Renamed,
    /// It is not there.
    Missing,
    /// Its value is of another kind.
    Foreign,
}

/// A change of one key.
pub struct Change {
    /// The key, as a json pointer with `*` for places of lists and names.
    pub place: String,
    /// What is done to it.
    pub kind: Kind,
    /// The object that has it, as a json pointer.
    object: String,
    key: String,
}

impl Change {
    /// The output, changed.
    pub fn of(&self, output: &Value) -> Value {
        let mut changed = output.clone();
        let object = changed.pointer_mut(&self.object).and_then(Value::as_object_mut).unwrap();
        let value = object.remove(&self.key).unwrap();
        match self.kind {
            Kind::Missing => {}
            Kind::Renamed => drop(object.insert("another name".to_owned(), value)),
            Kind::Foreign => drop(object.insert(self.key.clone(), json!({ "another kind": true }))),
        }
        changed
    }
}

/// An object of a schema: its keys, and those that have to be there.
struct Record {
    keys: BTreeSet<String>,
    required: BTreeSet<String>,
}

/// Every change of a key of the output that its schema has to refuse.
pub fn changes(output: &Value, schema: &Value) -> Vec<Change> {
    let mut records = vec![];
    collect(schema, &mut records);
    let mut found = vec![];
    visit(output, "", "", &records, &mut found);
    found
}

fn collect(schema: &Value, records: &mut Vec<Record>) {
    if let Some(properties) = schema["properties"].as_object().filter(|_| schema["type"] == "object") {
        let required = schema["required"].as_array().unwrap().iter().map(|key| key.as_str().unwrap().to_owned());
        records.push(Record { keys: properties.keys().cloned().collect(), required: required.collect() });
    }
    match schema {
        Value::Object(map) => map.values().for_each(|value| collect(value, records)),
        Value::Array(list) => list.iter().for_each(|value| collect(value, records)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn visit(value: &Value, place: &str, pointer: &str, records: &[Record], found: &mut Vec<Change>) {
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        visit(item, &format!("{place}/*"), &format!("{pointer}/{index}"), records, found);
    }
    let Some(object) = value.as_object() else { return };
    // What is none of the schema's objects has names of sections, mechanisms and the like.
    let record = records.iter().find(|record| record.is(object));
    for (key, item) in object {
        let place = format!("{place}/{}", if record.is_some() { key } else { "*" });
        let is_required = record.is_some_and(|record| record.required.contains(key));
        for kind in [Kind::Renamed, Kind::Foreign].into_iter().chain(is_required.then_some(Kind::Missing)) {
            found.push(Change { place: place.clone(), kind, object: pointer.to_owned(), key: key.clone() });
        }
        visit(item, &place, &format!("{pointer}/{key}"), records, found);
    }
}

impl Record {
    fn is(&self, object: &Map<String, Value>) -> bool {
        object.keys().all(|key| self.keys.contains(key)) && self.required.iter().all(|key| object.contains_key(key))
    }
}
