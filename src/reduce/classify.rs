//! What a section is: by the user's word, then by section lists, then by its name.

use super::{Options, ReduceError};
use crate::cell::Cell;
use crate::cell::resolved::Section;
use crate::diagnostic::did_you_mean;

/// What a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The soma, or one of its pieces.
    Soma,
    /// Axon: hillock, initial segment, nodes and myelin included.
    Axon,
    /// Apical dendrite.
    Apical,
    /// Any other dendrite.
    Basal,
}

const LISTS: [(&str, Kind); 4] =
    [("somatic", Kind::Soma), ("axonal", Kind::Axon), ("apical", Kind::Apical), ("basal", Kind::Basal)];

/// Letters that name a section, wherever they stand in its name.
const PARTS: [(&str, Kind); 5] =
    [("soma", Kind::Soma), ("axon", Kind::Axon), ("hill", Kind::Axon), ("myelin", Kind::Axon), ("apic", Kind::Apical)];

/// Whole names (without the index) of axonal sections.
const AXONAL_NAMES: [&str; 8] = ["ais", "iseg", "is", "initseg", "node", "nodes", "internode", "ranvier"];

/// What every section of the cell is, in their order.
///
/// # Errors
/// An option that names no section.
pub fn classify(cell: &Cell, options: &Options) -> Result<Vec<Kind>, ReduceError> {
    check_names(cell, "--soma", &options.soma)?;
    check_names(cell, "--axon", &options.axon)?;
    Ok(cell.sections.iter().map(|section| kind(section, options)).collect())
}

/// Does one of the names mean this section? `dend[3]` means one, `dend` all of them.
#[must_use]
pub fn is_named(section: &Section, names: &[String]) -> bool {
    names.iter().any(|name| name == &section.name || name == section.type_name())
}

pub(super) fn check_names(cell: &Cell, option: &'static str, names: &[String]) -> Result<(), ReduceError> {
    let unknown =
        names.iter().find(|name| !cell.sections.iter().any(|section| is_named(section, std::slice::from_ref(*name))));
    match unknown {
        None => Ok(()),
        Some(name) => Err(ReduceError::UnknownSection {
            option,
            name: name.clone(),
            suggestion: did_you_mean(name, cell.sections.iter().map(|section| section.name.as_str())),
        }),
    }
}

fn kind(section: &Section, options: &Options) -> Kind {
    if is_named(section, &options.soma) {
        return Kind::Soma;
    }
    if is_named(section, &options.axon) {
        return Kind::Axon;
    }
    let allowed = |kind: &Kind| match kind {
        Kind::Soma => options.soma.is_empty(),
        Kind::Axon => options.axon.is_empty(),
        Kind::Apical | Kind::Basal => true,
    };
    by_lists(section).filter(allowed).or_else(|| by_name(section.type_name()).filter(allowed)).unwrap_or(Kind::Basal)
}

fn by_lists(section: &Section) -> Option<Kind> {
    LISTS.iter().find(|(list, _)| section.is_in_list(list)).map(|&(_, kind)| kind)
}

fn by_name(type_name: &str) -> Option<Kind> {
    let name = type_name.to_lowercase();
    if AXONAL_NAMES.contains(&name.as_str()) {
        return Some(Kind::Axon);
    }
    PARTS.iter().find(|(part, _)| name.contains(part)).map(|&(_, kind)| kind)
}
