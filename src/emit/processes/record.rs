//! What became of each process, for programs: `point_processes` of `reduction.json`.

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::cell::Cell;
use crate::cell::processes::{Processes, Site};
use crate::reduce::processes::Carried;

/// How many processes of each kind there are before and after, in the order of their kinds.
#[must_use]
pub fn counts<'a>(before: &'a Processes, after: &Processes) -> IndexMap<&'a str, [usize; 2]> {
    let mut counts: IndexMap<&str, [usize; 2]> = IndexMap::new();
    for process in &before.objects {
        let [before, _] = counts.entry(&process.kind).or_default();
        *before += 1;
    }
    for process in &after.objects {
        if let Some([_, after]) = counts.get_mut(process.kind.as_str()) {
            *after += 1;
        }
    }
    counts
}

/// For each process of the original its place, the reduced place, and its place in the emitted list, which merged ones
/// share.
#[must_use]
pub fn value(original: &Cell, before: &Processes, reduced: &Cell, carried: &Carried) -> Value {
    let row = |(process, place): (&crate::cell::processes::Process, &Option<usize>)| {
        let (section, x) = place_of(original, process.site);
        let moved = place.and_then(|place| carried.processes.objects.get(place));
        let (reduced_section, reduced_x) = place_of(reduced, moved.and_then(|moved| moved.site));
        json!([process.name, section, x, reduced_section, reduced_x, place])
    };
    let apart = carried.apart.iter();
    let apart = apart.map(|((kind, reason), count)| json!({ "kind": kind, "count": count, "reason": reason }));
    let left_out = carried.processes.left_out.iter();
    let left_out = left_out.map(|(what, count)| json!({ "what": what.to_string(), "count": count }));
    let connections = carried.processes.connections.iter().map(|connection| connection.name.as_str());
    json!({
        "columns": ["name", "section", "x", "reduced_section", "reduced_x", "index"],
        "rows": before.objects.iter().zip(&carried.places).map(row).collect::<Vec<_>>(),
        "net_cons": connections.collect::<Vec<_>>(),
        "kept_apart": apart.collect::<Vec<_>>(),
        "left_out": left_out.collect::<Vec<_>>(),
    })
}

fn place_of(cell: &Cell, site: Option<Site>) -> (Option<&str>, Option<f64>) {
    let section = site.and_then(|site| cell.sections.get(site.section)).map(|section| section.name.as_str());
    (section, site.map(|site| site.x))
}
