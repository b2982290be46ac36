//! Point processes, artificial cells and their connections in the emitted files.
//!
//! There may be 100,000 of them: values that several share are written once, hoc gets short lines in procedures of the size
//! that NEURON takes, and many are a file of numbers. Both languages keep them in the lists `point_processes` and `net_cons`, in the order of
//! `reduction.json`.

pub mod bulk;
pub mod hoc;
pub mod python;
pub mod record;

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::cell::processes::{Process, Processes};

/// What processes have in common: kind and values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shared<'a> {
    /// The kind.
    pub kind: &'a str,
    /// Its values.
    pub values: &'a IndexMap<String, f64>,
    /// It is in a section.
    pub is_placed: bool,
    /// How many processes have them.
    pub count: usize,
}

/// Kind, whether it is in a section, and the bits of the values by name.
type Key<'a> = (&'a str, bool, Vec<(&'a str, u64)>);

/// The different kinds and values in the order in which they are met, and the place of each process's among them.
pub(super) fn shared(processes: &Processes) -> (Vec<Shared<'_>>, Vec<usize>) {
    let mut places: HashMap<Key<'_>, usize> = HashMap::new();
    let mut found: Vec<Shared<'_>> = vec![];
    let place_of = |process: &'_ Process| process.site.is_some();
    let each = processes.objects.iter().map(|process| {
        let bits = process.values.iter().map(|(name, value)| (name.as_str(), value.to_bits())).collect();
        let place = *places.entry((&process.kind, place_of(process), bits)).or_insert(found.len());
        if place == found.len() {
            let is_placed = place_of(process);
            found.push(Shared { kind: &process.kind, values: &process.values, is_placed, count: 0 });
        }
        if let Some(shared) = found.get_mut(place) {
            shared.count += 1;
        }
        place
    });
    let each = each.collect();
    (found, each)
}
