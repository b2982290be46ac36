//! The published schemas of the program's json, and whether a value is as one says.
#![allow(dead_code, reason = "each test program uses its own part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::Value;

/// Where they are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

/// The schema of a layout, such as `reduction`.
pub fn schema(name: &str) -> Value {
    let path = folder().join(format!("{name}.v1.json"));
    serde_json::from_str(&fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        .unwrap()
}

/// What checks values of a layout.
pub fn validator(name: &str) -> Validator {
    jsonschema::draft202012::new(&schema(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The value is as the schema says.
///
/// # Panics
/// With the places where it is not.
pub fn conforms(name: &str, value: &Value) {
    let faults: Vec<_> =
        validator(name).iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "no `{name}`: {}", faults.join("\n"));
}
