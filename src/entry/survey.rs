//! The cells that a model directory leaves: every connected tree, those that are equal counted together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Built;
use super::attempt::pressed;
use super::trees::{Tree, trees};
use crate::cell::{Cell, SectionId};
use crate::mechanism::MechanismId;

/// Equal trees.
#[derive(Debug, Clone, PartialEq)]
pub struct Surveyed {
    /// What `--cell` takes: the object of the first of them, or its root section.
    pub name: String,
    /// How many there are.
    pub count: usize,
    /// The template that makes them; empty at the top level.
    pub template: String,
    /// Sections of one.
    pub sections: usize,
    /// Segments of one.
    pub segments: usize,
    /// Sections on the root.
    pub stems: usize,
    /// What is inserted, ions left out.
    pub mechanisms: BTreeSet<String>,
    /// Point processes of each kind on the first of them.
    pub point_processes: BTreeMap<String, usize>,
}

/// Every tree of a model that was built with all of its sections, and what buttons would do as options to copy.
#[must_use]
pub fn survey(built: &mut Built) -> (Vec<Surveyed>, Vec<String>) {
    let mut known: Vec<(Cell, Surveyed)> = vec![];
    let placed = placed(built);
    for tree in trees(&built.interpreter) {
        let Ok(cell) = built.interpreter.model.resolve(&tree.sections, &BTreeSet::new(), 0.0) else { continue };
        let found = surveyed(built, &tree, &cell, &placed);
        let alike = |(other, known): &&mut (Cell, Surveyed)| known.template == found.template && *other == cell;
        match known.iter_mut().find(alike) {
            Some((_, known)) => known.count += 1,
            None => known.push((cell, found)),
        }
    }
    let buttons = pressed(&mut built.interpreter, &built.recipe);
    (known.into_iter().map(|(_, surveyed)| surveyed).collect(), buttons)
}

/// The kinds of point processes in each section.
fn placed(built: &Built) -> HashMap<SectionId, Vec<MechanismId>> {
    let mut placed: HashMap<SectionId, Vec<MechanismId>> = HashMap::new();
    for process in built.interpreter.point_processes() {
        if let Some((section, _)) = process.place {
            placed.entry(section).or_default().push(process.mechanism);
        }
    }
    placed
}

fn surveyed(built: &Built, tree: &Tree, cell: &Cell, placed: &HashMap<SectionId, Vec<MechanismId>>) -> Surveyed {
    let template = tree.owner_name.split('[').next().unwrap_or_default().to_owned();
    let inserted = cell.sections.iter().flat_map(|section| section.mechanisms.keys());
    let catalog = built.interpreter.model.catalog();
    let mut point_processes = BTreeMap::new();
    for &mechanism in tree.sections.iter().filter_map(|section| placed.get(section)).flatten() {
        *point_processes.entry(catalog.mechanism(mechanism).name.clone()).or_default() += 1;
    }
    Surveyed {
        name: if tree.owner.is_some() { tree.owner_name.clone() } else { tree.root_name.clone() },
        count: 1,
        template,
        sections: cell.sections.len(),
        segments: cell.segment_count(),
        stems: built.interpreter.model.children(tree.root).len(),
        mechanisms: inserted.filter(|name| !name.ends_with("_ion")).cloned().collect(),
        point_processes,
    }
}
