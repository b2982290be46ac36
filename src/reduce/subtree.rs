//! What is cut where: the soma, the subtrees that are replaced, the sections that stay.
//!
//! A stem leaves the soma as a child of one of its sections, or is the tree that the soma itself hangs on. Axons stay:
//! a stem that is an axon as a whole, an axon that grows from a dendrite with its own subtree.

use super::classify::{Kind, axons_by_name, check_names, classify, is_named};
use super::{Diagnostics, Options, ReduceError};
use crate::cell::Cell;
use crate::cell::resolved::Attachment;
use crate::diagnostic::Diagnostic;

/// Part of the cell that one cylinder replaces. Sections are places in the original cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Subtree {
    /// The section next to the soma.
    pub root: usize,
    /// Apical or basal.
    pub kind: Kind,
    /// Where on the soma it is attached.
    pub soma: Attachment,
    /// Where it is cut, on its root: its impedances are measured there.
    pub site: Attachment,
    /// Its sections, every parent before its children and children in NEURON's order.
    pub sections: Vec<usize>,
}

/// What happens to every section.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The subtrees to be replaced, apical ones first, otherwise in the order of the soma's children.
    pub subtrees: Vec<Subtree>,
    /// Sections that stay, in their order.
    pub kept: Vec<usize>,
}

/// Name of a subtree's root; empty where the subtree is not of this cell.
#[must_use]
pub fn root_name<'cell>(cell: &'cell Cell, subtree: &Subtree) -> &'cell str {
    cell.sections.get(subtree.root).map_or("", |section| section.name.as_str())
}

/// Decides what is cut where.
///
/// # Errors
/// Sections that are no tree, no soma, an option that names no section, spines on a section that stays.
pub fn plan(cell: &Cell, options: &Options, diagnostics: &mut Diagnostics) -> Result<Plan, ReduceError> {
    check_tree(cell)?;
    check_names(cell, "--keep", &options.keep)?;
    let kinds = classify(cell, options)?;
    note_axons_by_name(cell, options, diagnostics);
    let tree = Tree { cell, kinds: &kinds, soma: soma(cell, &kinds)? };
    let mut subtrees = vec![];
    for stem in tree.stems() {
        if tree.is_reduced(&stem, options, diagnostics) {
            subtrees.push(stem);
        }
    }
    subtrees.sort_by_key(|subtree| subtree.kind != Kind::Apical);
    let mut replaced = vec![false; cell.sections.len()];
    for &section in subtrees.iter().flat_map(|subtree| &subtree.sections) {
        set(&mut replaced, section);
    }
    warn_of_other_trees(&tree, diagnostics);
    let kept: Vec<usize> = (0..cell.sections.len()).filter(|&section| !is_set(&replaced, section)).collect();
    check_spines(cell, &kept)?;
    Ok(Plan { subtrees, kept })
}

struct Tree<'a> {
    cell: &'a Cell,
    kinds: &'a [Kind],
    /// Is it a section of THE soma?
    soma: Vec<bool>,
}

impl Tree<'_> {
    fn kind(&self, section: usize) -> Kind {
        self.kinds.get(section).copied().unwrap_or(Kind::Basal)
    }

    fn children(&self, section: usize) -> &[usize] {
        self.cell.sections.get(section).map_or(&[], |section| section.children.as_slice())
    }

    fn parent(&self, section: usize) -> Option<Attachment> {
        self.cell.sections.get(section).and_then(|section| section.parent)
    }

    fn attached_x(&self, section: usize) -> f64 {
        self.cell.sections.get(section).map_or(0.0, |section| section.own_end.x())
    }

    /// Every stem: the soma's children, then the tree that the soma hangs on.
    fn stems(&self) -> Vec<Subtree> {
        let soma: Vec<usize> = (0..self.soma.len()).filter(|&section| is_set(&self.soma, section)).collect();
        let below = soma.iter().flat_map(|&section| self.children(section)).copied();
        let below = below.filter(|&child| !is_set(&self.soma, child)).filter_map(|child| self.stem_below(child));
        let above = soma.iter().filter_map(|&section| self.stem_above(section));
        below.chain(above).collect()
    }

    fn stem_below(&self, root: usize) -> Option<Subtree> {
        let site = Attachment { section: root, x: self.attached_x(root) };
        Some(self.stem(root, root, self.parent(root)?, site))
    }

    fn stem_above(&self, soma: usize) -> Option<Subtree> {
        let site = self.parent(soma).filter(|parent| !is_set(&self.soma, parent.section))?;
        let mut top = site.section;
        while let Some(parent) = self.parent(top) {
            top = parent.section;
        }
        Some(self.stem(site.section, top, Attachment { section: soma, x: self.attached_x(soma) }, site))
    }

    fn stem(&self, root: usize, top: usize, soma: Attachment, site: Attachment) -> Subtree {
        Subtree { root, kind: self.kind(root), soma, site, sections: self.pre_order(top, self.kind(root)) }
    }

    /// The sections from `top` on, without the soma and, unless the stem is an axon, without axons that grow from it.
    fn pre_order(&self, top: usize, stem: Kind) -> Vec<usize> {
        let (mut sections, mut open) = (vec![], vec![top]);
        while let Some(section) = open.pop() {
            sections.push(section);
            let follows = |child: &&usize| {
                let is_axon = self.kind(**child) == Kind::Axon && stem != Kind::Axon;
                !is_set(&self.soma, **child) && !is_axon
            };
            open.extend(self.children(section).iter().rev().filter(follows));
        }
        sections
    }

    fn is_reduced(&self, stem: &Subtree, options: &Options, diagnostics: &mut Diagnostics) -> bool {
        let sections = || stem.sections.iter().filter_map(|&section| self.cell.sections.get(section));
        let asked_for = sections().any(|section| is_named(section, &options.keep));
        let is_axon = stem.kind == Kind::Axon;
        let is_above = self.parent(stem.soma.section).is_some_and(|parent| parent.section == stem.root);
        let axon_above = is_above && !is_axon && self.holds_axon(stem);
        if axon_above {
            let name = root_name(self.cell, stem);
            let message = format!("the stem of `{name}`, which the soma hangs on, holds an axon and stays as it is");
            diagnostics.push(Diagnostic::warning("reduce::axon-above", message));
        }
        !is_axon && !asked_for && !axon_above
    }

    /// Is there an axon in the stem or right at one of its sections?
    fn holds_axon(&self, stem: &Subtree) -> bool {
        let is_axon = |&section: &usize| self.kind(section) == Kind::Axon;
        stem.sections.iter().any(|section| is_axon(section) || self.children(*section).iter().any(is_axon))
    }
}

/// The sections of the soma: the first one, and those that are joined to it through others.
fn soma(cell: &Cell, kinds: &[Kind]) -> Result<Vec<bool>, ReduceError> {
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
    Ok(soma)
}

/// Every parent and child exists and they agree; every section is reached once.
fn check_tree(cell: &Cell) -> Result<(), ReduceError> {
    let roots =
        (0..cell.sections.len()).filter(|&place| cell.sections.get(place).is_some_and(|root| root.parent.is_none()));
    let mut open: Vec<usize> = roots.collect();
    let mut reached = 0;
    while let Some(place) = open.pop() {
        reached += 1;
        for &child in cell.sections.get(place).into_iter().flat_map(|section| &section.children) {
            let parent = cell.sections.get(child).and_then(|child| child.parent);
            if reached > cell.sections.len() || parent.is_none_or(|parent| parent.section != place) {
                return Err(ReduceError::NoTree);
            }
            open.push(child);
        }
    }
    if reached == cell.sections.len() { Ok(()) } else { Err(ReduceError::NoTree) }
}

fn note_axons_by_name(cell: &Cell, options: &Options, diagnostics: &mut Diagnostics) {
    let names = axons_by_name(cell, options);
    if names.is_empty() {
        return;
    }
    let named = names.iter().map(|(name, count)| match count {
        1 => format!("`{name}`"),
        count => format!("`{name}` ({count} sections)"),
    });
    let message = format!("taken for axon by name: {}", named.collect::<Vec<_>>().join(", "));
    let help = "where that is wrong, say with `--axon` what is axon";
    diagnostics.push(Diagnostic::note("reduce::axon-by-name", message).help(help));
}

/// A reduced model states the area of what stays by its points, which spines add to.
fn check_spines(cell: &Cell, kept: &[usize]) -> Result<(), ReduceError> {
    let mut kept = kept.iter().filter_map(|&place| cell.sections.get(place));
    match kept.find(|section| section.spine_area_um2 != 0.0) {
        Some(section) => Err(ReduceError::Spines { section: section.name.clone(), area_um2: section.spine_area_um2 }),
        None => Ok(()),
    }
}

fn warn_of_other_trees(tree: &Tree<'_>, diagnostics: &mut Diagnostics) {
    let roots = (0..tree.soma.len()).filter(|&section| tree.parent(section).is_none());
    let soma_root = |section: usize| {
        let mut top = section;
        while let Some(parent) = tree.parent(top) {
            top = parent.section;
        }
        top
    };
    let home = tree.soma.iter().position(|&is_soma| is_soma).map(soma_root);
    for root in roots.filter(|&root| Some(root) != home) {
        let name = tree.cell.sections.get(root).map_or("", |section| section.name.as_str());
        let message = format!("the tree of `{name}` is not joined to the soma and stays as it is");
        diagnostics.push(Diagnostic::warning("reduce::other-tree", message));
    }
}

fn is_set(flags: &[bool], place: usize) -> bool {
    flags.get(place) == Some(&true)
}

fn set(flags: &mut [bool], place: usize) {
    if let Some(flag) = flags.get_mut(place) {
        *flag = true;
    }
}
