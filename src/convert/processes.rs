//! What sits on the cell on its way to the reduced one, and tables of synapses that live elsewhere.

use std::collections::BTreeMap;

use super::Detailed;
use crate::cell::Processes;
use crate::diagnostic::Diagnostic;
use crate::entry::Settings;
use crate::mechanism::builtin;
use crate::nmodl::ast::BlockKind;
use crate::nmodl::superpose::superposes;
use crate::nmodl::{LoadedMod, walk};
use crate::reduce::Reduction;
use crate::reduce::processes::{Carried, Kinds, carry};
use crate::synapses::reduced_table;

/// Of a connection only as many weights as the `NET_RECEIVE` of its target takes.
pub(super) fn trim_weights(processes: &mut Processes, mods: &[LoadedMod]) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for connection in &mut processes.connections {
        let Some(target) = connection.target.and_then(|target| processes.objects.get(target)) else { continue };
        let count = *counts.entry(&target.kind).or_insert_with(|| weight_count(&target.kind, mods));
        connection.weights.truncate(count);
    }
}

/// One, where it is not a mod file that says so.
fn weight_count(kind: &str, mods: &[LoadedMod]) -> usize {
    let found = mods.iter().find(|found| found.mechanism == kind);
    let events =
        found.and_then(|found| walk::blocks(&found.tree).find(|block| matches!(block.kind, BlockKind::NetReceive(_))));
    found.map_or(1, |_| events.map_or(0, |block| block.kind.arguments().len()))
}

/// Do instances of a kind add up to one, or why not?
fn adds_up(kind: &str, mods: &[LoadedMod]) -> Result<(), String> {
    match mods.iter().find(|found| found.mechanism == kind) {
        Some(found) => superposes(&found.tree).map_err(|apart| apart.to_string()),
        None if builtin::superposes(kind) => Ok(()),
        None => Err("it takes no events".to_owned()),
    }
}

/// The table that the settings name, with reduced places.
pub(super) fn synapse_table(
    detailed: &mut Detailed,
    reduction: &Reduction,
    settings: &Settings,
) -> Result<Option<String>, Vec<Diagnostic>> {
    let Some(path) = &settings.synapses else { return Ok(None) };
    let unread = |error: std::io::Error| {
        let message = format!("the table of synapses `{}` cannot be read: {error}", path.display());
        vec![Diagnostic::error("synapses::file", message)]
    };
    let whole = path.canonicalize().map_err(unread)?;
    detailed.sources.allow(&whole);
    let file = detailed.sources.read(&whole).map_err(unread)?;
    let superposes = |kind: &str| adds_up(kind, &detailed.mods);
    let kinds = Kinds { catalog: &detailed.catalog, superposes: &superposes };
    let (text, found) = reduced_table(file, &detailed.sources, &detailed.cell, reduction, kinds)?;
    detailed.diagnostics.extend(found);
    Ok(Some(text))
}

pub(super) fn carry_processes(detailed: &Detailed, reduction: &Reduction) -> Carried {
    let superposes = |kind: &str| adds_up(kind, &detailed.mods);
    let kinds = Kinds { catalog: &detailed.catalog, superposes: &superposes };
    carry(&detailed.cell, &detailed.processes, reduction, kinds)
}

/// What is said of what could not be taken along.
pub(super) fn what_is_left_out(carried: &Carried) -> Option<Diagnostic> {
    let left_out = &carried.processes.left_out;
    let message = "the reduced model does not have all that the model has put on its cells";
    let lines = left_out.iter().map(|(what, count)| format!("left out: {count} {what}"));
    let warning = Diagnostic::warning("emit::left-out", message);
    (!left_out.is_empty()).then(|| lines.fold(warning, Diagnostic::with_note))
}
