//! The parts of what is replaced: each section with all that lies beyond it.

use super::tree::{Branch, Tree};
use super::{Cell, Kind, Options, Plan, ReduceError, Subtree, classify};
use crate::cell::resolved::Attachment;

/// A section with all that lies beyond it, but for axons.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Part {
    pub(crate) section: usize,
    /// What it hangs on.
    pub(crate) attached: Attachment,
    /// The part that it belongs to; none for a whole subtree.
    pub(crate) within: Option<usize>,
}

/// The parts of all subtrees of a plan.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parts {
    /// The middle of the soma.
    pub(crate) soma: Attachment,
    /// The whole subtrees.
    pub(crate) subtrees: Vec<Subtree>,
    /// Every part after the one that it belongs to.
    pub(crate) all: Vec<Part>,
    /// May a subtree become several cables? Not where the user said what is cut.
    pub(crate) may_be_split: bool,
}

/// Takes a plan's subtrees apart.
///
/// # Errors
/// As [`super::plan`].
pub(crate) fn parts(cell: &Cell, plan: &Plan, options: &Options) -> Result<Parts, ReduceError> {
    let kinds = classify(cell, options)?;
    let tree = Tree::new(cell, &kinds)?;
    let mut all = vec![];
    for subtree in &plan.subtrees {
        let whole = Branch { attached: subtree.attached, site: subtree.site };
        let mut open: Vec<(Branch, Option<usize>)> = vec![(whole, None)];
        while let Some((branch, within)) = open.pop() {
            let own = all.len();
            all.push(Part { section: branch.site.section, attached: branch.attached, within });
            let beyond = tree.beyond(branch.site.section).filter(|next| tree.kind(next.site.section) != Kind::Axon);
            open.extend(beyond.map(|next| (next, Some(own))));
        }
    }
    Ok(Parts {
        soma: Attachment { section: plan.soma, x: 0.5 },
        subtrees: plan.subtrees.clone(),
        all,
        may_be_split: options.cut.is_empty() && options.cut_distance_um.is_none(),
    })
}
