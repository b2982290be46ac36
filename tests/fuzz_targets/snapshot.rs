//! A snapshot of a living cell: read, written, and reduced on the whole way, both with its channels and without.

use std::fs;
use std::path::PathBuf;

use neuron_reduce::cell::snapshot;
use neuron_reduce::convert::convert;
use neuron_reduce::entry::Settings;
use neuron_reduce::reduce::{Membrane, Options};

pub fn snapshot(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(cell) = snapshot::read(&text) else { return };
    let written = snapshot::write(&cell).to_string();
    assert_eq!(snapshot::read(&written).as_ref(), Ok(&cell), "{written}");
    converts(&text);
}

/// The snapshot is reduced, or refused with a reason.
pub fn converts(text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cell.json");
    fs::write(&path, text).unwrap();
    let settings = Settings { snapshot: Some(path), ..Settings::default() };
    for membrane in [Membrane::Passive, Membrane::QuasiActive] {
        match convert(&PathBuf::new(), &settings, &Options { membrane, ..Options::default() }) {
            Ok(converted) => super::cells::is_sane(&converted.detailed.cell, &converted.reduction),
            Err(failure) => super::is_refused(&failure),
        }
    }
}
