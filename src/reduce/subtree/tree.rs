//! The tree of a cell as seen from its soma.
//!
//! Every section has one neighbour towards the soma. All others, its parent where the soma hangs on it too, lie beyond.

use super::{Attachment, Cell, Kind, Options, ReduceError, Subtree, is_named, is_set, set};

/// A cell and where its soma is.
pub(super) struct Tree<'a> {
    pub(super) cell: &'a Cell,
    kinds: &'a [Kind],
    /// The soma's first section.
    pub(super) first_soma: usize,
    /// Is it a section of THE soma?
    soma: Vec<bool>,
    /// The neighbour towards the soma; none for the soma and for what is not joined to it.
    towards: Vec<Option<usize>>,
}

/// What hangs on a section, seen from the soma.
#[derive(Debug, Clone, Copy)]
pub(super) struct Branch {
    /// Where it is attached.
    pub(super) attached: Attachment,
    /// Its own place there.
    pub(super) site: Attachment,
}

impl<'a> Tree<'a> {
    pub(super) fn new(cell: &'a Cell, kinds: &'a [Kind]) -> Result<Self, ReduceError> {
        let (first_soma, soma) = soma(cell, kinds)?;
        let towards = vec![None; soma.len()];
        let mut tree = Self { cell, kinds, first_soma, soma, towards };
        let mut open: Vec<Branch> = tree.stems().collect();
        while let Some(branch) = open.pop() {
            if let Some(towards) = tree.towards.get_mut(branch.site.section) {
                *towards = Some(branch.attached.section);
            }
            open.extend(tree.beyond(branch.site.section));
        }
        Ok(tree)
    }

    pub(super) fn name(&self, section: usize) -> &'a str {
        self.cell.sections.get(section).map_or("", |section| section.name.as_str())
    }

    pub(super) fn kind(&self, section: usize) -> Kind {
        self.kinds.get(section).copied().unwrap_or(Kind::Basal)
    }

    pub(super) fn is_soma(&self, section: usize) -> bool {
        is_set(&self.soma, section)
    }

    /// Is it of the soma or joined to it?
    pub(super) fn is_joined(&self, section: usize) -> bool {
        self.is_soma(section) || self.towards(section).is_some()
    }

    pub(super) fn towards(&self, section: usize) -> Option<usize> {
        self.towards.get(section).copied().flatten()
    }

    pub(super) fn parent(&self, section: usize) -> Option<Attachment> {
        self.cell.sections.get(section).and_then(|section| section.parent)
    }

    fn children(&self, section: usize) -> &'a [usize] {
        self.cell.sections.get(section).map_or(&[], |section| section.children.as_slice())
    }

    fn attached_x(&self, section: usize) -> f64 {
        self.cell.sections.get(section).map_or(0.0, |section| section.own_end.x())
    }

    /// Every stem: the soma's children, then the tree that the soma hangs on.
    pub(super) fn stems(&self) -> impl Iterator<Item = Branch> {
        let soma = || (0..self.soma.len()).filter(|&section| self.is_soma(section));
        soma().flat_map(|section| self.below(section)).chain(soma().filter_map(|section| self.above(section)))
    }

    /// What hangs on a section, seen from the soma.
    pub(super) fn beyond(&self, section: usize) -> impl Iterator<Item = Branch> {
        let towards = self.towards(section);
        let branches = self.below(section).chain(self.above(section));
        branches.filter(move |branch| Some(branch.site.section) != towards)
    }

    fn below(&self, section: usize) -> impl Iterator<Item = Branch> {
        let children = self.children(section).iter().filter(|&&child| !self.is_soma(child));
        children.filter_map(|&child| {
            let site = Attachment { section: child, x: self.attached_x(child) };
            Some(Branch { attached: self.parent(child)?, site })
        })
    }

    fn above(&self, section: usize) -> Option<Branch> {
        let site = self.parent(section).filter(|parent| !self.is_soma(parent.section))?;
        Some(Branch { attached: Attachment { section, x: self.attached_x(section) }, site })
    }

    /// A branch with all its sections.
    pub(super) fn subtree(&self, Branch { attached, site }: Branch) -> Subtree {
        let (root, mut top) = (site.section, site.section);
        if self.parent(attached.section).is_some_and(|parent| parent.section == root) {
            while let Some(parent) = self.parent(top) {
                top = parent.section;
            }
        }
        let kind = self.kind(root);
        Subtree { root, kind, attached, site, sections: self.pre_order(top, kind, attached.section) }
    }

    /// The sections from `top` on, without the soma, without what they are attached to and, unless the branch is an axon,
    /// without axons that grow from it.
    fn pre_order(&self, top: usize, branch: Kind, attached: usize) -> Vec<usize> {
        let (mut sections, mut open) = (vec![], vec![top]);
        while let Some(section) = open.pop() {
            sections.push(section);
            let follows = |&&child: &&usize| {
                let is_axon = self.kind(child) == Kind::Axon && branch != Kind::Axon;
                !self.is_soma(child) && child != attached && !is_axon
            };
            open.extend(self.children(section).iter().rev().filter(follows));
        }
        sections
    }

    /// Does the stem stay as a whole: an axon, or asked for?
    pub(super) fn stays(&self, stem: &Subtree, options: &Options) -> bool {
        let mut sections = stem.sections.iter().filter_map(|&section| self.cell.sections.get(section));
        stem.kind == Kind::Axon || sections.any(|section| is_named(section, &options.keep))
    }

    /// Is there an axon in the subtree or right at one of its sections?
    pub(super) fn holds_axon(&self, subtree: &Subtree) -> bool {
        let is_axon = |&section: &usize| self.kind(section) == Kind::Axon;
        subtree.sections.iter().any(|section| is_axon(section) || self.children(*section).iter().any(is_axon))
    }
}

/// The sections of the soma: the first one, and those that are joined to it through others.
fn soma(cell: &Cell, kinds: &[Kind]) -> Result<(usize, Vec<bool>), ReduceError> {
    let first = kinds.iter().position(|&kind| kind == Kind::Soma).ok_or_else(|| ReduceError::NoSoma {
        roots: cell.sections.iter().filter(|section| section.parent.is_none()).map(|root| root.name.clone()).collect(),
    })?;
    let mut soma = vec![false; kinds.len()];
    let mut open = vec![first];
    while let Some(section) = open.pop() {
        if kinds.get(section) != Some(&Kind::Soma) || is_set(&soma, section) {
            continue;
        }
        set(&mut soma, section);
        if let Some(section) = cell.sections.get(section) {
            open.extend(section.children.iter().copied().chain(section.parent.map(|parent| parent.section)));
        }
    }
    Ok((first, soma))
}
