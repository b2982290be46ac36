//! Cuts: of a stem that holds one only what lies beyond is replaced, one cylinder for each subtree.
//!
//! `--cut SECTION` replaces what hangs on the section, `--cut-distance UM` what begins so far from the soma. A cut that
//! nothing hangs on is none.

use super::{Branch, Diagnostic, Diagnostics, Kind, Options, Subtree, Tree, is_named, is_set, set};

/// Where stems are cut.
pub(super) struct Cuts<'a> {
    /// Which sections stay, where that is known of each.
    stays: Option<&'a [bool]>,
    /// Is what hangs on the section replaced?
    at: Vec<bool>,
    /// Path distance from the soma beyond which everything is replaced, um.
    distance_um: Option<f64>,
}

impl<'a> Cuts<'a> {
    pub(super) fn new(tree: &Tree<'_>, options: &Options, stays: Option<&'a [bool]>) -> Self {
        let sections = tree.cell.sections.iter().enumerate();
        let at = sections.map(|(place, section)| {
            !tree.is_soma(place) && is_named(section, &options.cut) && has_dendrite_beyond(tree, place)
        });
        Self { stays, at: at.collect(), distance_um: options.cut_distance_um }
    }

    /// Is the stem cut anywhere?
    pub(super) fn is_cut(&self, stem: &Subtree) -> bool {
        self.stays.is_some()
            || self.distance_um.is_some()
            || stem.sections.iter().any(|&section| is_set(&self.at, section))
    }

    /// The subtrees of a stem beyond its cuts.
    pub(super) fn beyond(&self, tree: &Tree<'_>, stem: Branch) -> Vec<Subtree> {
        let (mut beyond, mut open) = (vec![], vec![(stem, 0.0)]);
        while let Some((branch, distance_um)) = open.pop() {
            if tree.kind(branch.site.section) == Kind::Axon {
                continue;
            }
            if self.replaces(branch, distance_um) {
                beyond.push(tree.subtree(branch));
                continue;
            }
            let length_um = tree.cell.sections.get(branch.site.section).map_or(0.0, |section| section.length_um);
            let next: Vec<_> = tree.beyond(branch.site.section).collect();
            let distance_um = |x: f64| distance_um + (x - branch.site.x).abs() * length_um;
            open.extend(next.into_iter().rev().map(|next| (next, distance_um(next.attached.x))));
        }
        beyond
    }

    fn replaces(&self, branch: Branch, distance_um: f64) -> bool {
        if let Some(stays) = self.stays {
            return !is_set(stays, branch.site.section);
        }
        is_set(&self.at, branch.attached.section) || self.distance_um.is_some_and(|cut_um| distance_um >= cut_um)
    }

    /// Names of `--cut` by which nothing was replaced.
    pub(super) fn warn_of_idle(
        &self,
        tree: &Tree<'_>,
        replaced: &[Subtree],
        options: &Options,
        diagnostics: &mut Diagnostics,
    ) {
        let mut used = vec![false; tree.cell.sections.len()];
        for subtree in replaced {
            set(&mut used, subtree.attached.section);
        }
        for name in &options.cut {
            let is_meant = |&place: &usize| {
                tree.cell.sections.get(place).is_some_and(|section| is_named(section, std::slice::from_ref(name)))
            };
            let mut meant = (0..tree.cell.sections.len()).filter(is_meant).peekable();
            let Some(&first) = meant.peek() else { continue };
            if !meant.any(|place| is_set(&self.at, place) && is_set(&used, place)) {
                let (reason, help) = Idle::of(tree, first, replaced, options).words(tree.name(first));
                let message = format!("`--cut {name}` does nothing: {reason}");
                diagnostics.push(Diagnostic::warning("reduce::idle-cut", message).help(help));
            }
        }
    }
}

/// Why a cut does nothing.
enum Idle {
    Soma,
    NotJoined,
    Axon,
    Kept,
    Tip,
    BeyondAnother,
    HoldsAxon,
}

impl Idle {
    fn of(tree: &Tree<'_>, section: usize, replaced: &[Subtree], options: &Options) -> Self {
        if tree.is_soma(section) {
            return Self::Soma;
        }
        let path = || std::iter::successors(Some(section), |&place| tree.towards(place));
        let Some(stem) = path().take_while(|&place| !tree.is_soma(place)).last().filter(|&stem| tree.is_joined(stem))
        else {
            return Self::NotJoined;
        };
        let is_kept = |branch: Branch| branch.site.section == stem && tree.stays(&tree.subtree(branch), options);
        if path().any(|place| tree.kind(place) == Kind::Axon) {
            Self::Axon
        } else if tree.stems().any(is_kept) {
            Self::Kept
        } else if !has_dendrite_beyond(tree, section) {
            Self::Tip
        } else if replaced.iter().any(|subtree| subtree.sections.contains(&section)) {
            Self::BeyondAnother
        } else {
            Self::HoldsAxon
        }
    }

    /// What to say, and what to do about it.
    fn words(&self, section: &str) -> (String, &'static str) {
        match self {
            Self::Soma => (format!("`{section}` is the soma"), "without a cut a stem is replaced from the soma on"),
            Self::NotJoined => (format!("`{section}` is not joined to the soma"), "leave it out"),
            Self::Axon => (format!("`{section}` lies in an axon, which stays as it is"), "leave it out"),
            Self::Kept => {
                (format!("`{section}` lies in a stem that `--keep` leaves as it is"), "leave out one of the two")
            }
            Self::Tip => (format!("no dendrite hangs on `{section}`"), "name a section that others hang on"),
            Self::BeyondAnother => (format!("`{section}` lies beyond another cut"), "leave out one of the two"),
            Self::HoldsAxon => (format!("what hangs on `{section}` holds an axon and stays as it is"), "leave it out"),
        }
    }
}

fn has_dendrite_beyond(tree: &Tree<'_>, section: usize) -> bool {
    tree.beyond(section).any(|branch| tree.kind(branch.site.section) != Kind::Axon)
}
