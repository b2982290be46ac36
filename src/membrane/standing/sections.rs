//! The sections of a model in NEURON's order, and those of them in which each mechanism is.

use std::collections::HashSet;
use std::sync::Arc;

use crate::cell::{Model, SectionId};
use crate::mechanism::MechanismId;

/// Sections that are evaluated.
#[derive(Debug)]
pub(super) struct Sections {
    all: Vec<SectionId>,
    /// By mechanism.
    having: Vec<Vec<SectionId>>,
}

impl Sections {
    /// Those sections, in their order.
    pub(super) fn of(model: &Model, all: Vec<SectionId>) -> Self {
        let mut having = vec![vec![]; model.catalog().mechanisms().count()];
        for &section in &all {
            for mechanism in model.mechanisms(section) {
                if let Some(list) = having.get_mut(mechanism.0) {
                    list.push(section);
                }
            }
        }
        Self { all, having }
    }

    pub(super) fn all(&self) -> &[SectionId] {
        &self.all
    }

    /// Those that have the mechanism.
    pub(super) fn with(&self, mechanism: MechanismId) -> &[SectionId] {
        self.having.get(mechanism.0).map_or(&[], Vec::as_slice)
    }

    /// The last section of each of these mechanisms: it decides the mechanism's global variables.
    pub(super) fn deciding(&self, mechanisms: impl Iterator<Item = MechanismId>) -> HashSet<SectionId> {
        mechanisms.filter_map(|mechanism| self.with(mechanism).last()).copied().collect()
    }
}

/// All sections, made out anew only where a section, a connection or a mechanism came or went.
#[derive(Debug, Default)]
pub(super) struct AllSections(Option<(u64, Arc<Sections>)>);

impl AllSections {
    pub(super) fn of(&mut self, model: &Model) -> Arc<Sections> {
        if let Some((_, known)) = self.0.as_ref().filter(|(arrangement, _)| *arrangement == model.arrangement()) {
            return Arc::clone(known);
        }
        let all = Arc::new(Sections::of(model, by_level(model)));
        self.0 = Some((model.arrangement(), Arc::clone(&all)));
        all
    }
}

/// The sections as NEURON numbers their nodes: roots, then what hangs on them, level after level.
fn by_level(model: &Model) -> Vec<SectionId> {
    let mut found: Vec<_> = model.sections().filter(|&section| model.parent(section).is_none()).collect();
    let mut next = 0;
    while let Some(&section) = found.get(next) {
        found.extend(model.children(section));
        next += 1;
    }
    found
}
