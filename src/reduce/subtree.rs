//! What is cut where: the soma, the subtrees that are replaced, the sections that stay.
//!
//! A stem leaves the soma as a child of one of its sections, or is the tree that the soma itself hangs on. It is replaced
//! as a whole, or beyond its cuts. Axons stay: a stem that is an axon as a whole, an axon that grows from a dendrite with
//! its own subtree.

mod cut;
pub(super) mod partition;
mod tree;

use super::classify::{Kind, axons_by_name, check_names, classify, is_named};
use super::{Diagnostics, Options, ReduceError};
use crate::cell::Cell;
use crate::cell::resolved::Attachment;
use crate::diagnostic::Diagnostic;
use cut::Cuts;
pub(super) use partition::{Parts, parts};
use tree::{Branch, Tree};

/// Part of the cell that one cylinder replaces. Sections are places in the original cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Subtree {
    /// Its section next to what it is attached to.
    pub root: usize,
    /// Apical or basal.
    pub kind: Kind,
    /// What it is attached to and where: the soma, or a dendrite that stays.
    pub attached: Attachment,
    /// Where it is cut, on its root: its impedances are measured there.
    pub site: Attachment,
    /// Its sections, every parent before its children and children in NEURON's order.
    pub sections: Vec<usize>,
}

/// What happens to every section.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The first section of the soma.
    pub soma: usize,
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
    plan_split(cell, options, None, diagnostics)
}

/// As [`plan`], where the sections that are set in `stays` stay, and of what hangs on them again what is set.
pub(super) fn plan_split(
    cell: &Cell,
    options: &Options,
    stays: Option<&[bool]>,
    diagnostics: &mut Diagnostics,
) -> Result<Plan, ReduceError> {
    check_tree(cell)?;
    check_names(cell, "--keep", &options.keep)?;
    let kinds = classify(cell, options)?;
    note_axons_by_name(cell, options, diagnostics);
    check_names(cell, "--cut", &options.cut)?;
    let tree = Tree::new(cell, &kinds)?;
    let cuts = Cuts::new(&tree, options, stays);
    let mut subtrees = vec![];
    for stem in tree.stems() {
        let whole = tree.subtree(stem);
        if tree.stays(&whole, options) {
            continue;
        }
        let replaced = if cuts.is_cut(&whole) { cuts.beyond(&tree, stem) } else { vec![whole] };
        subtrees.extend(replaced.into_iter().filter(|subtree| !holds_axon_above(&tree, subtree, diagnostics)));
    }
    subtrees.sort_by_key(|subtree| subtree.kind != Kind::Apical);
    let mut replaced = vec![false; cell.sections.len()];
    for &section in subtrees.iter().flat_map(|subtree| &subtree.sections) {
        set(&mut replaced, section);
    }
    warn_of_other_trees(&tree, diagnostics);
    cuts.warn_of_idle(&tree, &subtrees, options, diagnostics);
    let kept: Vec<usize> = (0..cell.sections.len()).filter(|&section| !is_set(&replaced, section)).collect();
    check_spines(cell, &kept)?;
    Ok(Plan { soma: tree.first_soma, subtrees, kept })
}

/// A tree that something hangs on stays where it holds an axon: the axon could not tell which way to hang.
fn holds_axon_above(tree: &Tree<'_>, subtree: &Subtree, diagnostics: &mut Diagnostics) -> bool {
    let hangs_on = tree.parent(subtree.attached.section).is_some_and(|parent| parent.section == subtree.root);
    let stays = hangs_on && tree.holds_axon(subtree);
    if stays {
        let (name, below) = (root_name(tree.cell, subtree), tree.name(subtree.attached.section));
        let below = if tree.is_soma(subtree.attached.section) { "the soma".to_owned() } else { format!("`{below}`") };
        let message = format!("the stem of `{name}`, which {below} hangs on, holds an axon and stays as it is");
        diagnostics.push(Diagnostic::warning("reduce::axon-above", message));
    }
    stays
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
    let roots = (0..tree.cell.sections.len()).filter(|&section| tree.parent(section).is_none());
    for root in roots.filter(|&root| !tree.is_joined(root)) {
        let message = format!("the tree of `{}` is not joined to the soma and stays as it is", tree.name(root));
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
