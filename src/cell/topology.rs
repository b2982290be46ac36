//! What hangs on what.

use std::cmp::Reverse;

use super::section::{ChildKey, Section};
use super::{Attachment, CellError, Model, SectionId};
use crate::neuron_defaults::V_INIT_MV;

/// A node: one of a section, or the one that a root's attached end has for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    Root(SectionId),
    Of(SectionId, usize),
}

impl Model {
    /// Attaches the end `own_end` (0 or 1) of `child` at `x` of `parent`; gives back where it was attached before.
    ///
    /// # Errors
    /// When a section was deleted, an end or place is not one, or a loop would form (the child is then disconnected,
    /// as NEURON leaves it).
    pub fn connect(
        &mut self,
        child: SectionId,
        own_end: f64,
        parent: SectionId,
        x: f64,
    ) -> Result<Option<Attachment>, CellError> {
        self.check_ends(child, own_end, parent, x)?;
        let previous = self.parent(child);
        self.detach(child);
        self.changed.tree = true;
        self.changed.diam = true;
        if self.hangs_on(parent, child) {
            let name = |id| self.name(id).to_owned();
            return Err(CellError::Loop { child: name(child), parent: name(parent) });
        }
        if self.section(child)?.own_end() != own_end {
            self.reverse(child)?;
        }
        self.attach(child, parent, x)?;
        Ok(previous)
    }

    /// Makes a section a root; nothing happens when it is one.
    pub fn disconnect(&mut self, child: SectionId) {
        if self.parent(child).is_some() {
            self.detach(child);
            self.changed.tree = true;
        }
    }

    /// Where a section is attached; none for a root.
    #[must_use]
    pub fn parent(&self, id: SectionId) -> Option<Attachment> {
        let section = self.section(id).ok()?;
        section.parent.map(|parent| Attachment { parent, x: section.parent_x, own_end: section.own_end() })
    }

    /// The attached end, 0 or 1 (`section_orientation`); a root keeps the one it was attached by.
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn own_end(&self, id: SectionId) -> Result<f64, CellError> {
        Ok(self.section(id)?.own_end())
    }

    /// The place on the parent (`parent_connection`); a root keeps the one it was attached at.
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn parent_x(&self, id: SectionId) -> Result<f64, CellError> {
        Ok(self.section(id)?.parent_x)
    }

    /// The sections attached to this one, in NEURON's order: by distance from its own attached end, the newest first.
    #[must_use]
    pub fn children(&self, id: SectionId) -> Vec<SectionId> {
        self.section(id).map(|section| section.children.values().copied().collect()).unwrap_or_default()
    }

    /// The parent whose node a section really hangs on (`SectionRef.trueparent`): parents to whose own attached end
    /// the chain is connected are passed over.
    #[must_use]
    pub fn true_parent(&self, id: SectionId) -> Option<SectionId> {
        match self.start_node(id) {
            Node::Of(parent, _) => Some(parent),
            Node::Root(_) => None,
        }
    }

    /// The section without parent at the bottom of the tree.
    #[must_use]
    pub fn root(&self, id: SectionId) -> SectionId {
        let up = |&id: &SectionId| self.parent(id).map(|attachment| attachment.parent);
        std::iter::successors(Some(id), up).last().unwrap_or(id)
    }

    /// Every tree: its root and its sections in the order of all sections; the trees in the order of their first
    /// sections. Linear in the number of sections.
    #[must_use]
    pub fn trees(&self) -> Vec<(SectionId, Vec<SectionId>)> {
        let mut tree_of: Vec<Option<usize>> = vec![None; self.arena.len()];
        let mut trees: Vec<(SectionId, Vec<SectionId>)> = vec![];
        for id in self.sections() {
            let known = |id: SectionId| tree_of.get(id.0 as usize).copied().flatten();
            let up =
                |&id: &SectionId| known(id).is_none().then(|| self.parent(id))?.map(|attachment| attachment.parent);
            let path: Vec<_> = std::iter::successors(Some(id), up).collect();
            let top = path.last().copied().unwrap_or(id);
            let tree = known(top).unwrap_or(trees.len());
            if tree == trees.len() {
                trees.push((top, vec![]));
            }
            for on_path in path {
                if let Some(slot) = tree_of.get_mut(on_path.0 as usize) {
                    *slot = Some(tree);
                }
            }
            if let Some((_, sections)) = trees.get_mut(tree) {
                sections.push(id);
            }
        }
        trees
    }

    /// A section and everything on it, each parent before its children, subtree after subtree (`sec.subtree()`).
    #[must_use]
    pub fn subtree(&self, id: SectionId) -> Vec<SectionId> {
        let (mut found, mut waiting) = (vec![], vec![id]);
        while let Some(id) = waiting.pop() {
            if let Ok(section) = self.section(id) {
                found.push(id);
                waiting.extend(section.children.values().rev());
            }
        }
        found
    }

    /// A section and everything on it, level after level (`SectionList.subtree()`).
    #[must_use]
    pub fn subtree_by_level(&self, id: SectionId) -> Vec<SectionId> {
        let mut found: Vec<_> = self.exists(id).then_some(id).into_iter().collect();
        let mut next = 0;
        while let Some(&id) = found.get(next) {
            found.extend(self.children(id));
            next += 1;
        }
        found
    }

    /// The node that the attached end of a section shares.
    pub(super) fn start_node(&self, id: SectionId) -> Node {
        let mut at = id;
        while let Some(Attachment { parent, x, .. }) = self.parent(at) {
            match self.section(parent) {
                Ok(section) if x != section.own_end() => return Node::Of(parent, end_or_segment(section, x)),
                Ok(_) | Err(_) => at = parent,
            }
        }
        Node::Root(at)
    }

    /// The node at `x`; the ends are nodes of their own.
    pub(super) fn node(&self, id: SectionId, x: f64) -> Result<Node, CellError> {
        let section = self.section(id)?;
        if x == section.own_end() {
            return Ok(self.start_node(id));
        }
        section.node_at(x)?;
        Ok(Node::Of(id, end_or_segment(section, x)))
    }

    fn check_ends(&self, child: SectionId, own_end: f64, parent: SectionId, x: f64) -> Result<(), CellError> {
        let section = self.section(child)?;
        self.section(parent)?;
        if own_end != 0.0 && own_end != 1.0 {
            return Err(CellError::OwnEnd { section: section.name.clone(), x: own_end });
        }
        if !(0.0..=1.0).contains(&x) {
            return Err(CellError::ParentPlace { section: section.name.clone(), x });
        }
        Ok(())
    }

    /// Only a section that carries something can be below its new parent, which keeps building a tree linear.
    fn hangs_on(&self, id: SectionId, below: SectionId) -> bool {
        let carries = self.section(below).is_ok_and(|section| !section.children.is_empty());
        let up = |&id: &SectionId| self.parent(id).map(|attachment| attachment.parent);
        id == below || carries && std::iter::successors(Some(id), up).any(|ancestor| ancestor == below)
    }

    fn detach(&mut self, child: SectionId) {
        self.arrangement += 1;
        let Ok(section) = self.section_mut(child) else { return };
        section.root_v_mv = V_INIT_MV;
        let (parent, key) = (section.parent.take(), section.key);
        if let Some(parent) = parent.and_then(|parent| self.section_mut(parent).ok()) {
            parent.children.remove(&key);
        }
    }

    fn attach(&mut self, child: SectionId, parent: SectionId, x: f64) -> Result<(), CellError> {
        let key = self.new_key(self.section(parent)?, x);
        self.connections += 1;
        self.arrangement += 1;
        self.section_mut(parent)?.children.insert(key, child);
        let section = self.section_mut(child)?;
        section.parent = Some(parent);
        section.parent_x = x;
        section.key = key;
        Ok(())
    }

    fn new_key(&self, parent: &Section, x: f64) -> ChildKey {
        let distance = if parent.reversed { 1.0 - x } else { x };
        ((distance + 0.0).to_bits(), Reverse(self.connections))
    }

    /// Turns a section around: its other end becomes the one that is attached.
    fn reverse(&mut self, id: SectionId) -> Result<(), CellError> {
        let children: Vec<_> = self.section(id)?.children.values().copied().collect();
        let section = self.section_mut(id)?;
        section.reversed = !section.reversed;
        section.children.clear();
        section.reverse_nodes();
        let nodes = section.nodes.clone();
        for (index, node) in nodes.into_iter().enumerate() {
            self.nodes.set_index(node, index);
        }
        for child in children {
            let x = self.section(child)?.parent_x;
            self.attach(child, id, x)?;
        }
        Ok(())
    }
}

fn end_or_segment(section: &Section, x: f64) -> usize {
    if x == 0.0 || x == 1.0 { section.nseg } else { section.node_at(x).unwrap_or_default() }
}

impl Section {
    fn reverse_nodes(&mut self) {
        let nseg = self.nseg;
        for values in [&mut self.area_um2, &mut self.conductance_us, &mut self.v_mv] {
            if let Some(segments) = values.get_mut(..nseg) {
                segments.reverse();
            }
        }
        self.nodes.reverse();
        self.values.chunks_exact_mut(nseg).for_each(<[f64]>::reverse);
    }
}
