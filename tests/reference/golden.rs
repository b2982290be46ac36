//! The recorded numbers of NEURON and `neuron_reduce` (`../shared/golden`), where they are there.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use neuron_reduce::cell::{Cell, snapshot};
use serde_json::Value;

/// One recorded model.
pub struct Golden {
    pub name: String,
    pub json: Value,
    pub cell: Cell,
}

/// All recorded models; none, with a printed line, where the folder is missing.
pub static GOLDENS: LazyLock<Vec<Golden>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/golden");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return vec![];
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(".json.gz") && !path.to_string_lossy().contains(".pt3d."));
    paths.sort();
    let readers: Vec<_> = paths.into_iter().map(|path| std::thread::spawn(move || read(&path))).collect();
    readers.into_iter().map(|reader| reader.join().unwrap()).collect()
});

fn read(path: &Path) -> Golden {
    let name = path.file_name().unwrap().to_string_lossy().replace(".json.gz", "");
    let text = unpack(path);
    let json: Value = serde_json::from_str(&text).unwrap();
    let mut cell_json = serde_json::Map::new();
    for key in ["celsius", "v_init", "globals", "sections", "segments"] {
        cell_json.insert(key.to_owned(), json[key].clone());
    }
    let points: Value = serde_json::from_str(&unpack(&path.with_file_name(format!("{name}.pt3d.json.gz")))).unwrap();
    cell_json.insert("pt3d".to_owned(), points);
    let cell = snapshot::read(&Value::Object(cell_json).to_string()).unwrap();
    Golden { name, json, cell }
}

fn unpack(path: &Path) -> String {
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    text
}

/// A list of numbers.
pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// A list of texts.
pub fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// A list of objects.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// A number.
pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// The value of one segment: a number for all of them, or a list.
pub fn of_segment(value: &Value, segment: usize) -> f64 {
    value.as_array().map_or_else(|| number(value), |values| number(&values[segment]))
}

/// The largest of what it is given.
#[derive(Default)]
pub struct Maximum(pub f64);

impl Maximum {
    pub fn relative(&mut self, ours: f64, theirs: f64) {
        self.absolute(ours - theirs, theirs.abs().max(f64::MIN_POSITIVE));
    }

    pub fn absolute(&mut self, difference: f64, scale: f64) {
        let error = if difference == 0.0 { 0.0 } else { difference.abs() / scale };
        self.0 = if error.is_nan() { f64::INFINITY } else { self.0.max(error) };
    }
}
