//! What every writer of the reduced model sees, and what hoc and Python share.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde::Serialize;

use super::names::{OwnNames, split_index};
use crate::cell::resolved::Section;
use crate::cell::{Cell, Processes};
use crate::mechanism::Catalog;
use crate::reduce::classify::Kind;
use crate::reduce::names::is_of_model;
use crate::reduce::segment_map::SegmentMap;

/// The reduced model, ready to be written.
#[derive(Debug, Clone)]
pub struct Model<'a> {
    /// The name of the hoc template and the Python class.
    pub template_name: String,
    /// What was reduced, for the head of each file.
    pub origin: String,
    /// The reduced cell.
    pub cell: &'a Cell,
    /// The cell before.
    pub original: &'a Cell,
    /// Which of its sections stay: they are the first ones of the reduced cell.
    pub kept: &'a [usize],
    /// Where its segments went.
    pub map: &'a SegmentMap,
    /// What is known of its mechanisms.
    pub catalog: &'a Catalog,
    /// What each of its sections is.
    pub kinds: Vec<Kind>,
    /// Mechanisms that are compiled from the output's mod files.
    pub compiled: Vec<String>,
    /// What sits on the cell and sends events to it.
    pub processes: &'a Processes,
    /// How long a run lasts, where the model says so, ms.
    pub tstop_ms: Option<f64>,
}

/// A name and the text of its value.
#[derive(Debug, Clone, Serialize)]
pub struct NameValue {
    /// The name.
    pub name: String,
    /// The value, as text of the language that is written.
    pub value: String,
}

/// A section list and its sections.
#[derive(Debug, Clone, Serialize)]
pub struct SectionListEntry {
    /// `basal`.
    pub name: String,
    /// Names of its sections.
    pub sections: Vec<String>,
}

/// One `connect`.
#[derive(Debug, Clone, Copy)]
pub struct Connection<'a> {
    /// The child section.
    pub child: &'a str,
    /// Its attached end, 0 or 1.
    pub end: f64,
    /// The parent section.
    pub parent: &'a str,
    /// Place on the parent.
    pub x: f64,
}

impl Model<'_> {
    /// The section that a run looks at: the first piece of the soma.
    #[must_use]
    pub fn soma(&self) -> &str {
        let mut sections = self.cell.sections.iter().zip(&self.kinds);
        sections.find(|(_, kind)| **kind == Kind::Soma).map_or("", |(section, _)| section.name.as_str())
    }

    /// The model directory's name on one line, as a comment holds it.
    #[must_use]
    pub fn origin_line(&self) -> String {
        self.origin.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
    }
}

/// The usual lists and what is in them. A section that is in none of them goes where it belongs.
const USUAL_LISTS: [(&str, Kind); 4] =
    [("somatic", Kind::Soma), ("basal", Kind::Basal), ("apical", Kind::Apical), ("axonal", Kind::Axon)];

/// The lists that every cell has, in the usual order, then its own; but none that is called as sections are, or as what a
/// written model has for itself.
#[must_use]
pub fn section_lists(model: &Model<'_>) -> Vec<SectionListEntry> {
    let mut lists: IndexMap<&str, Vec<String>> =
        std::iter::once("all").chain(USUAL_LISTS.map(|(name, _)| name)).map(|name| (name, vec![])).collect();
    for (section, kind) in model.cell.sections.iter().zip(&model.kinds) {
        let has_place = USUAL_LISTS.iter().any(|(name, _)| section.is_in_list(name));
        let usual = USUAL_LISTS.iter().find(|(_, of)| of == kind && !has_place).map(|&(name, _)| name);
        let own = section.lists.iter().map(String::as_str).filter(|list| *list != "all");
        for list in std::iter::once("all").chain(usual).chain(own) {
            lists.entry(list).or_default().push(section.name.clone());
        }
    }
    let taken: HashSet<&str> = model.cell.sections.iter().map(|section| split_index(&section.name).0).collect();
    let free = lists.into_iter().filter(|(name, _)| !taken.contains(name) && !is_of_model(name));
    free.map(|(name, sections)| SectionListEntry { name: name.to_owned(), sections }).collect()
}

/// What `cell.hoc` calls things of its own, beside the sections and these lists.
pub(super) fn own_names(cell: &Cell, lists: &[SectionListEntry]) -> OwnNames {
    let sections = cell.sections.iter().map(|section| split_index(&section.name).0);
    OwnNames::around(sections.chain(lists.iter().map(|list| list.name.as_str())))
}

/// The connections in an order that gives NEURON the cell's own order of children: the last one connected comes first.
pub fn connections(cell: &Cell) -> impl Iterator<Item = Connection<'_>> {
    let children = cell.sections.iter().flat_map(|section| section.children.iter().rev());
    children.filter_map(|&child| {
        let child = cell.sections.get(child)?;
        let parent = child.parent?;
        let parent_section = cell.sections.get(parent.section)?;
        Some(Connection { child: &child.name, end: child.own_end.x(), parent: &parent_section.name, x: parent.x })
    })
}

/// Lengths that differ by less, relatively, are the same but for rounding.
const ROUNDING: f64 = 1e-12;

/// Do the 3-d points alone give the section its length?
pub(super) fn points_give_length(section: &Section) -> bool {
    let difference_um = section.polyline_length_um() - section.length_um;
    section.points.len() > 1 && difference_um.abs() <= ROUNDING * section.length_um
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::resolved::Point3d;

    #[test]
    fn a_length_that_was_assigned_after_the_points_is_not_theirs() {
        let points = [0.0, 33.3_f32].map(|z| Point3d { z_um: f64::from(z), diam_um: 1.0, ..Point3d::default() });
        let section = |length_um| Section { points: points.to_vec(), length_um, ..Section::default() };
        assert!(points_give_length(&section(f64::from(33.3_f32))));
        assert!(!points_give_length(&section(33.3)));
        assert!(!points_give_length(&Section { length_um: 10.0, ..Section::default() }));
    }
}
