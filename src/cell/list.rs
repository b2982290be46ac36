//! The order of all sections, as `forall` visits them: that of creation, except that the sections of one owner (an
//! object of a template) stand together.

use std::collections::HashMap;

use super::section::Section;
use super::{Model, SectionId};

/// A doubly linked list over the arena, and the last section of each owner.
#[derive(Debug, Clone, Default)]
pub(super) struct SectionList {
    links: Vec<Link>,
    first: Option<SectionId>,
    last: Option<SectionId>,
    last_of_owner: HashMap<u64, SectionId>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Link {
    previous: Option<SectionId>,
    next: Option<SectionId>,
    owner: Option<u64>,
}

impl Model {
    /// Creates a section at top level, last in the order of all sections.
    ///
    /// It has one segment, L = 100 um, diam = 500 um, Ra = 35.4 ohm cm, cm = 1 uF/cm2.
    pub fn create_section(&mut self, name: String) -> SectionId {
        self.create(name, None)
    }

    /// Creates a section that belongs to an object, after the last section which that object has.
    pub fn create_section_of(&mut self, owner: u64, name: String) -> SectionId {
        self.create(name, Some(owner))
    }

    /// Deletes a section; its children become roots. Nothing happens when it was deleted before.
    pub fn delete_section(&mut self, id: SectionId) {
        if !self.exists(id) {
            return;
        }
        for child in self.children(id) {
            self.disconnect(child);
        }
        self.disconnect(id);
        self.list.remove(id);
        self.arrangement += 1;
        self.changed.tree = true;
        if let Ok(section) = self.section_mut(id) {
            let freed = section.values.len();
            *section = Section { alive: false, ..Section::new(String::new(), super::place::NodeId::default()) };
            self.value_count -= freed;
        }
    }

    /// The sections that exist, in the order of `forall` and `allsec`.
    pub fn sections(&self) -> impl Iterator<Item = SectionId> {
        std::iter::successors(self.list.first, |&id| self.list.next(id))
    }

    /// The section after this one in the order of all sections.
    #[must_use]
    pub fn next_section(&self, id: SectionId) -> Option<SectionId> {
        self.list.next(id)
    }

    /// The sections that belong to an object, in their order: what `forall` visits within it.
    #[must_use]
    pub fn sections_of(&self, owner: u64) -> Vec<SectionId> {
        let last = self.list.last_of_owner.get(&owner).copied();
        let mut found: Vec<_> = std::iter::successors(last, |&id| {
            self.list.previous(id).filter(|&before| self.owner(before) == Some(owner))
        })
        .collect();
        found.reverse();
        found
    }

    /// The object that a section belongs to.
    #[must_use]
    pub fn owner(&self, id: SectionId) -> Option<u64> {
        self.list.link(id).owner
    }

    fn create(&mut self, name: String, owner: Option<u64>) -> SectionId {
        let id = SectionId(self.arena.len() as u32);
        let node = self.nodes.create(0);
        self.arena.push(Section::new(name, node));
        self.list.insert(id, owner);
        self.add_block(id, self.diam.mechanism);
        self.add_block(id, self.cm.mechanism);
        self.changed.tree = true;
        self.changed.diam = true;
        id
    }
}

impl SectionList {
    fn link(&self, id: SectionId) -> Link {
        self.links.get(id.0 as usize).copied().unwrap_or_default()
    }

    fn next(&self, id: SectionId) -> Option<SectionId> {
        self.link(id).next
    }

    fn previous(&self, id: SectionId) -> Option<SectionId> {
        self.link(id).previous
    }

    fn insert(&mut self, id: SectionId, owner: Option<u64>) {
        let previous = owner.and_then(|owner| self.last_of_owner.get(&owner).copied()).or(self.last);
        let next = match previous {
            Some(previous) => self.next(previous),
            None => self.first,
        };
        self.links.push(Link { previous, next, owner });
        self.join(previous, Some(id));
        self.join(Some(id), next);
        if let Some(owner) = owner {
            self.last_of_owner.insert(owner, id);
        }
    }

    fn remove(&mut self, id: SectionId) {
        let Link { previous, next, owner } = self.link(id);
        self.join(previous, next);
        if let Some(owner) = owner.filter(|owner| self.last_of_owner.get(owner) == Some(&id)) {
            match previous.filter(|&before| self.link(before).owner == Some(owner)) {
                Some(before) => self.last_of_owner.insert(owner, before),
                None => self.last_of_owner.remove(&owner),
            };
        }
    }

    fn join(&mut self, before: Option<SectionId>, after: Option<SectionId>) {
        match before.and_then(|id| self.links.get_mut(id.0 as usize)) {
            Some(link) => link.next = after,
            None => self.first = after,
        }
        match after.and_then(|id| self.links.get_mut(id.0 as usize)) {
            Some(link) => link.previous = before,
            None => self.last = before,
        }
    }
}
