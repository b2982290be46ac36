//! The connected trees of sections that exist after a recipe ran: the candidates for the cell.

use std::collections::HashMap;

use crate::cell::{Cell, Model, SectionId};
use crate::hoc::{Interpreter, ObjectId};
use crate::mechanism::MechanismKind;

/// Connected sections.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// The section without a parent.
    pub root: SectionId,
    /// All its sections, in `allsec` order.
    pub sections: Vec<SectionId>,
    /// The template instance that owns them; none for top-level sections.
    pub owner: Option<ObjectId>,
    /// The full name of the root: `soma`, `L5PCtemplate[0].soma[0]`.
    pub root_name: String,
    /// The owner's text in hoc: `L5PCtemplate[0]`; empty for top-level sections.
    pub owner_name: String,
    /// A density mechanism other than capacitance is inserted somewhere.
    pub has_membrane: bool,
}

/// Every tree, in the order of its first section.
pub(super) fn trees(interpreter: &Interpreter) -> Vec<Tree> {
    let model = &interpreter.model;
    let trees = model.trees().into_iter();
    trees
        .map(|(root, sections)| {
            let owner = sections.iter().find_map(|&section| interpreter.owner_of(section));
            Tree {
                root,
                owner,
                root_name: model.name(root).to_owned(),
                owner_name: owner.and_then(|owner| interpreter.name_of(owner)).unwrap_or_default(),
                has_membrane: sections.iter().any(|&section| has_membrane(model, section)),
                sections,
            }
        })
        .collect()
}

/// The tree's section lists: public `SectionList`s of its owner, or those at top level.
pub(crate) fn section_lists(interpreter: &Interpreter, tree: &Tree) -> Vec<(String, Vec<SectionId>)> {
    tree.owner.map_or_else(|| interpreter.top_level(), |owner| interpreter.describe(owner)).section_lists
}

/// Writes the lists into a cell that was resolved from the tree: its sections stand in the tree's order.
pub(crate) fn put_into_lists(cell: &mut Cell, tree: &Tree, lists: Vec<(String, Vec<SectionId>)>) {
    let places: HashMap<SectionId, usize> = tree.sections.iter().enumerate().map(|(place, &id)| (id, place)).collect();
    for (name, sections) in lists.into_iter().filter(|(name, _)| name != "all") {
        let places = sections.iter().filter_map(|section| places.get(section));
        for &place in places {
            if let Some(section) = cell.sections.get_mut(place).filter(|section| !section.lists.contains(&name)) {
                section.lists.push(name.clone());
            }
        }
    }
}

/// Every section has a capacitance and a diameter; what else is inserted makes a membrane.
fn has_membrane(model: &Model, section: SectionId) -> bool {
    model.mechanisms(section).into_iter().any(|id| {
        let mechanism = model.catalog().mechanism(id);
        mechanism.kind == MechanismKind::Density && !["capacitance", "morphology"].contains(&mechanism.name.as_str())
    })
}
