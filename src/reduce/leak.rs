//! The leak of subtrees that do not have `pas`: what their other mechanisms let through in the same proportion at any voltage.
//!
//! A current `g (v - e)` that no state moves is a leak, whatever its mechanism is called and has beside it (`hh`). What all
//! of them leak together stands for `pas` where the passive method measures; on the cylinders the mechanisms themselves
//! are inserted.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Diagnostics;
use super::subtree::{Subtree, root_name};
use crate::cell::Cell;
use crate::cell::resolved::RangeValues;
use crate::diagnostic::Diagnostic;
use crate::mechanism::Catalog;
use crate::membrane::segment::{Patch, Segment};
use crate::membrane::{Library, site};

/// Voltages at which a current is looked at, mV.
const LOOKED_AT_MV: [f64; 8] = [-120.0, -90.0, -75.0, -60.0, -40.0, -10.0, 20.0, 60.0];

/// What all states are when a current is looked at: it is no leak where that matters.
const OPEN: f64 = 0.75;
const SHUT: f64 = 0.125;

/// How far from its straight line a current may be, relative to its greatest value.
const STRAIGHT: f64 = 1e-9;

/// Equations of a cell's mechanisms.
#[derive(Debug, Clone, Copy)]
pub struct Equations<'a> {
    /// The equations.
    pub library: &'a Library,
    /// The declarations.
    pub catalog: &'a Catalog,
}

/// The cell as the passive method measures it: with a `pas` for what leaks in subtrees that have none.
pub(super) fn leaking<'a>(
    cell: &'a Cell,
    subtrees: &[Subtree],
    equations: Option<Equations<'_>>,
    diagnostics: &mut Diagnostics,
) -> Cow<'a, Cell> {
    let mut leaking = Cow::Borrowed(cell);
    let Some(equations) = equations else { return leaking };
    for subtree in subtrees.iter().filter(|subtree| !has_pas(cell, subtree)) {
        let mut named = BTreeSet::new();
        for &place in &subtree.sections {
            if let Some(pas) = pas_of(cell, place, equations, &mut named)
                && let Some(section) = leaking.to_mut().sections.get_mut(place)
            {
                section.mechanisms.insert("pas".to_owned(), pas);
            }
        }
        if !named.is_empty() {
            diagnostics.push(note(root_name(cell, subtree), &named));
        }
    }
    leaking
}

/// Has every section its `pas`?
pub(crate) fn is_everywhere(cell: &Cell) -> bool {
    cell.sections.iter().all(|section| section.mechanisms.contains_key("pas"))
}

fn has_pas(cell: &Cell, subtree: &Subtree) -> bool {
    let mut sections = subtree.sections.iter().filter_map(|&place| cell.sections.get(place));
    sections.any(|section| section.mechanisms.contains_key("pas"))
}

fn note(root: &str, named: &BTreeSet<String>) -> Diagnostic {
    let named: Vec<_> = named.iter().map(|name| format!("`{name}`")).collect();
    Diagnostic::note("reduce::leak", format!("the subtree at `{root}` has no `pas`: it leaks by {}", named.join(", ")))
}

/// What a section leaks as values of `pas`, with the names of its leaks; none where nothing leaks.
fn pas_of(cell: &Cell, place: usize, equations: Equations<'_>, named: &mut BTreeSet<String>) -> Option<RangeValues> {
    let (mut g_pas, mut e_pas) = (vec![], vec![]);
    for segment in 0..cell.sections.get(place)?.nseg {
        let leak = segment_leak(cell, place, segment, equations, named);
        g_pas.push(leak.g_s_per_cm2);
        e_pas.push(if leak.g_s_per_cm2 == 0.0 { 0.0 } else { -leak.at_0_mv / leak.g_s_per_cm2 });
    }
    let leaks = g_pas.iter().any(|&g| g != 0.0);
    leaks.then(|| [("g_pas".to_owned(), g_pas), ("e_pas".to_owned(), e_pas)].into_iter().collect())
}

/// A current that is a straight line.
#[derive(Debug, Clone, Copy, Default)]
struct Leak {
    g_s_per_cm2: f64,
    /// The current at 0 mV, mA/cm2.
    at_0_mv: f64,
}

fn segment_leak(
    cell: &Cell,
    section: usize,
    segment: usize,
    equations: Equations<'_>,
    named: &mut BTreeSet<String>,
) -> Leak {
    let mut whole = Leak::default();
    let Ok(patch) = site::of_cell(cell, section, segment, equations.library, equations.catalog) else { return whole };
    for mechanism in &patch.mechanisms {
        let leaks = straight_currents(Patch { mechanisms: vec![mechanism.clone()], ..patch.clone() });
        for leak in leaks.iter().flatten().filter(|leak| leak.g_s_per_cm2 != 0.0) {
            whole.g_s_per_cm2 += leak.g_s_per_cm2;
            whole.at_0_mv += leak.at_0_mv;
            named.insert(mechanism.0.name.clone());
        }
    }
    whole
}

/// Those currents of a segment that are straight lines whatever the states; none where they cannot be evaluated.
fn straight_currents(patch: Patch) -> Option<Vec<Leak>> {
    let [first_mv, ..] = LOOKED_AT_MV;
    let segment = Segment::start(patch, first_mv, None).ok()?;
    let open = vec![OPEN; segment.initial_states().len()];
    let shut = vec![SHUT; open.len()];
    let mut looks = vec![];
    for v_mv in LOOKED_AT_MV {
        for states in [&open, &shut] {
            looks.push((v_mv, segment.evaluate(v_mv, states).ok()?.currents_ma_per_cm2.concat()));
        }
    }
    let count = looks.first().map_or(0, |(_, currents)| currents.len());
    let look =
        |current: usize| looks.iter().map(move |(v_mv, all)| (*v_mv, all.get(current).copied().unwrap_or(f64::NAN)));
    Some((0..count).filter_map(|current| straight(&look(current).collect::<Vec<_>>())).collect())
}

/// The line that goes through all points (mV, mA/cm2); none where there is none.
fn straight(points: &[(f64, f64)]) -> Option<Leak> {
    let (&(first_mv, first), &(last_mv, last)) = (points.first()?, points.last()?);
    let g_s_per_cm2 = (last - first) / (last_mv - first_mv);
    let at_0_mv = first - g_s_per_cm2 * first_mv;
    let allowed = STRAIGHT * first.abs().max(last.abs());
    let is_on_line = |&(v_mv, current): &(f64, f64)| (current - at_0_mv - g_s_per_cm2 * v_mv).abs() <= allowed;
    points.iter().all(is_on_line).then_some(Leak { g_s_per_cm2, at_0_mv })
}
