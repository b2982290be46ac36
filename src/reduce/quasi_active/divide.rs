//! Into which cables a cell is divided, and how many segments each has: what loses least with the segments there are.
//!
//! A subtree becomes one cable, or its first section stays and what hangs on that is divided in turn. Its loss is what
//! its places lose when they are joined ([`super::joined`]) and what its segments' length costs. At a price for a segment
//! the best division of every subtree follows from those of its parts; the price is the lowest that keeps to the budget.

use super::joined::{Field, Joined, LOCAL_HZ};
use super::level::Levels;
use crate::cell::Cell;
use crate::neuron_defaults::MOST_SEGMENTS;
use crate::quasi_active::QuasiActive;
use crate::reduce::ReduceError;
use crate::reduce::measure::Measured;
use crate::reduce::subtree::{Parts, Plan, Subtree, root_name};

/// Weight of the squared length of a segment in length constants at 100 Hz, against the part of an input impedance that is
/// lost: found by simulation, see `docs/method.md`.
const COARSE: f64 = 4.0;

/// No segment need be shorter, in length constants at 100 Hz.
const D_LAMBDA: f64 = 0.1;

/// Rounds of bisection of the price.
const ROUNDS: usize = 80;

/// How a cell is divided.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Division {
    /// By section: does it stay, though it lies in a subtree that is replaced?
    pub(super) stays: Vec<bool>,
    /// By section: how many segments the cable of the subtree has that begins there.
    pub(super) nseg: Vec<usize>,
}

impl Division {
    /// How many segments each cable of the plan has.
    pub(super) fn nsegs(&self, plan: &Plan) -> Result<Vec<usize>, ReduceError> {
        let nseg = |subtree: &Subtree| self.nseg.get(subtree.site.section).copied().unwrap_or(1);
        let nsegs = plan.subtrees.iter().map(nseg);
        nsegs
            .map(
                |nseg| {
                    if nseg <= MOST_SEGMENTS {
                        Ok(nseg)
                    } else {
                        Err(ReduceError::TooManySegments { nseg: nseg as f64 })
                    }
                },
            )
            .collect()
    }
}

/// A subtree's choice between one cable and several.
#[derive(Debug, Clone, Copy)]
struct Choice {
    /// What joining its places loses.
    loss: f64,
    weight: f64,
    length_constants: f64,
    /// Segments of its first section.
    own_nseg: f64,
    /// Is it still to be chosen? Otherwise is it split?
    settled: Option<bool>,
}

/// A division of a subtree at some price.
#[derive(Debug, Clone, Copy, Default)]
struct Bargain {
    is_split: bool,
    nseg: f64,
    cost: f64,
    /// Segments in all.
    segments: f64,
}

impl Choice {
    fn most(&self) -> f64 {
        (self.length_constants / D_LAMBDA).ceil().max(1.0)
    }

    /// As one cable, with as many segments as they are worth.
    fn whole(&self, price: f64) -> Bargain {
        let coarse = COARSE * self.length_constants * self.length_constants * self.weight;
        let nseg = (2.0 * coarse / price).cbrt().round().clamp(1.0, self.most());
        let loss = self.loss + (coarse / (nseg * nseg)).min(self.weight);
        Bargain { is_split: false, nseg, cost: loss + price * nseg, segments: nseg }
    }

    /// With its first section as it is; `parts` is what hangs on that.
    fn split(&self, price: f64, parts: Bargain) -> Bargain {
        let cost = parts.cost + price * self.own_nseg;
        Bargain { is_split: true, nseg: 0.0, cost, segments: parts.segments + self.own_nseg }
    }
}

/// Divides all parts, so that cables and sections that stay have at most `budget` segments, where that is possible.
pub(super) fn divide(
    cell: &Cell,
    linear: &QuasiActive,
    measured: &[Measured],
    parts: &Parts,
    budget: f64,
) -> Result<Division, ReduceError> {
    let mut choices = choices(cell, linear, measured, parts)?;
    let best = within(&choices, parts, budget);
    for (choice, bargain) in choices.iter_mut().zip(&best.of_parts) {
        choice.settled = Some(bargain.is_split);
    }
    // What is left of the budget, because parts are split as a whole or not at all, goes to the cables.
    Ok(within(&choices, parts, budget).division(cell, parts))
}

/// The best division at the lowest price at which it has at most so many segments.
fn within(choices: &[Choice], parts: &Parts, budget: f64) -> Bargains {
    let (mut low, mut high) = prices(choices);
    let mut best = bargains(choices, parts, high);
    for _ in 0..ROUNDS {
        let price = (low * high).sqrt();
        let tried = bargains(choices, parts, price);
        if tried.segments <= budget {
            (high, best) = (price, tried);
        } else {
            low = price;
        }
    }
    best
}

/// A price at which segments cost next to nothing, and one at which nobody has more than one.
fn prices(choices: &[Choice]) -> (f64, f64) {
    let weight: f64 = choices.iter().map(|choice| choice.weight * (1.0 + choice.length_constants.powi(2))).sum();
    let most = (4.0 * COARSE * weight).max(f64::MIN_POSITIVE);
    (most * 1e-15, most)
}

/// The best division of every part at a price.
struct Bargains {
    of_parts: Vec<Bargain>,
    /// Of all together.
    segments: f64,
}

fn bargains(choices: &[Choice], parts: &Parts, price: f64) -> Bargains {
    let mut inner = vec![Bargain::default(); choices.len()];
    let mut all = Bargain::default();
    let mut of_parts = vec![Bargain::default(); choices.len()];
    for (place, (choice, part)) in choices.iter().zip(&parts.all).enumerate().rev() {
        let within = inner.get(place).copied().unwrap_or_default();
        let (whole, split) = (choice.whole(price), choice.split(price, within));
        let best = if choice.settled.unwrap_or(split.cost < whole.cost) { split } else { whole };
        let outer = part.within.and_then(|outer| inner.get_mut(outer)).unwrap_or(&mut all);
        outer.cost += best.cost;
        outer.segments += best.segments;
        if let Some(slot) = of_parts.get_mut(place) {
            *slot = best;
        }
    }
    Bargains { of_parts, segments: all.segments }
}

impl Bargains {
    /// Only what lies in nothing but split parts is split.
    fn division(&self, cell: &Cell, parts: &Parts) -> Division {
        let mut stays = vec![false; cell.sections.len()];
        let mut nseg = vec![1; cell.sections.len()];
        let mut is_split = vec![false; parts.all.len()];
        for (place, (part, bargain)) in parts.all.iter().zip(&self.of_parts).enumerate() {
            let is_reached = part.within.is_none_or(|outer| is_split.get(outer) == Some(&true));
            let splits = is_reached && bargain.is_split;
            if let Some(slot) = is_split.get_mut(place) {
                *slot = splits;
            }
            if let Some((stays, nseg)) = stays.get_mut(part.section).zip(nseg.get_mut(part.section)) {
                *stays = splits;
                *nseg = bargain.nseg.max(1.0) as usize;
            }
        }
        Division { stays, nseg }
    }
}

/// Every part's choice, in their order.
fn choices(
    cell: &Cell,
    linear: &QuasiActive,
    measured: &[Measured],
    parts: &Parts,
) -> Result<Vec<Choice>, ReduceError> {
    let not_finite = |place: usize| {
        let root = parts.subtrees.get(place).map_or("", |stem| root_name(cell, stem)).to_owned();
        ReduceError::NotFinite { root }
    };
    let levels = parts.subtrees.iter().enumerate();
    let levels = levels.map(|(place, stem)| Levels::of(cell, stem, measured).ok_or_else(|| not_finite(place)));
    let levels: Vec<Levels> = levels.collect::<Result<_, _>>()?;
    let end = levels.iter().flat_map(|levels| &levels.membrane).map(|spread| spread.to).fold(0.0, f64::max);
    let impedances = linear.impedances(&[parts.soma], LOCAL_HZ);
    let field = Field { cell, linear, impedances: &impedances, end };
    choices_in(&field, &levels, parts).ok_or_else(|| not_finite(0))
}

fn choices_in(field: &Field<'_>, levels: &[Levels], parts: &Parts) -> Option<Vec<Choice>> {
    let sections = field.cell.sections.len();
    let (mut membrane, mut cores): (Vec<&[_]>, Vec<&[_]>) = (vec![&[]; sections], vec![&[]; sections]);
    for levels in levels {
        for own in levels.membrane.chunk_by(|one, next| one.section == next.section) {
            *membrane.get_mut(own.first()?.section)? = own;
        }
        for own in levels.cores.chunk_by(|one, next| one.section == next.section) {
            *cores.get_mut(own.first()?.section)? = own;
        }
    }
    let mut joined: Vec<Option<Joined>> = vec![None; parts.all.len()];
    let mut choices = vec![];
    for (place, part) in parts.all.iter().enumerate().rev() {
        let section = field.cell.sections.get(part.section)?;
        let mut own = Joined::of(field, membrane.get(part.section)?, cores.get(part.section)?)?;
        let beyond = joined.get_mut(place)?.take();
        let has_parts = beyond.is_some();
        if let Some(beyond) = beyond {
            own.add(&beyond);
        }
        choices.push(Choice {
            loss: own.loss(field, part.attached)?,
            weight: own.weight(),
            length_constants: own.length_constants(section.ra_ohm_cm),
            own_nseg: section.nseg as f64,
            // What stays is stated by its points, which spines add to.
            settled: (!has_parts || !parts.may_be_split || section.spine_area_um2 != 0.0).then_some(false),
        });
        if let Some(outer) = part.within {
            match joined.get_mut(outer)? {
                Some(joined) => joined.add(&own),
                none => *none = Some(own),
            }
        }
    }
    choices.reverse();
    Some(choices)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::resolved::Attachment;
    use crate::reduce::subtree::partition::Part;
    use proptest::prelude::*;

    const NOWHERE: Attachment = Attachment { section: 0, x: 0.5 };

    /// Part `n` belongs to one of those before it, or to none.
    fn tree() -> impl Strategy<Value = (Vec<Choice>, Parts)> {
        let part = (0.0..100.0_f64, 1.0..100.0_f64, 0.1..6.0_f64, 1..8_u8, 0..100_usize);
        prop::collection::vec(part, 1..9).prop_map(|drawn| {
            let (mut choices, mut parts): (Vec<Choice>, Vec<Part>) = (vec![], vec![]);
            for (place, (loss, weight, length_constants, own_nseg, outer)) in drawn.into_iter().enumerate() {
                let within = (outer % (place + 1)).checked_sub(1);
                parts.push(Part { section: place, attached: NOWHERE, within });
                let own_nseg = f64::from(own_nseg);
                choices.push(Choice { loss, weight, length_constants, own_nseg, settled: Some(false) });
                if let Some(outer) = within {
                    choices[outer].settled = None;
                }
            }
            (choices, Parts { soma: NOWHERE, subtrees: vec![], all: parts, may_be_split: true })
        })
    }

    /// What a division costs, and its segments; none where a part is split inside of one that is not.
    fn costs(choices: &[Choice], parts: &Parts, price: f64, split: u32) -> Option<(f64, f64)> {
        let is_split = |part: usize| split >> part & 1 == 1;
        let mut sum = (0.0, 0.0);
        for (place, (choice, part)) in choices.iter().zip(&parts.all).enumerate() {
            let is_reached = part.within.is_none_or(is_split);
            if is_split(place) && (!is_reached || choice.settled == Some(false)) {
                return None;
            }
            if is_reached {
                let nothing = Bargain::default();
                let own = if is_split(place) { choice.split(price, nothing) } else { choice.whole(price) };
                sum = (sum.0 + own.cost, sum.1 + own.segments);
            }
        }
        Some(sum)
    }

    proptest! {
        #[test]
        fn no_division_is_cheaper((choices, parts) in tree(), price in 0.01..100.0_f64) {
            let found = bargains(&choices, &parts, price);
            let roots = parts.all.iter().zip(&found.of_parts).filter(|(part, _)| part.within.is_none());
            let cost: f64 = roots.map(|(_, bargain)| bargain.cost).sum();
            let all = (0..1_u32 << choices.len()).filter_map(|split| costs(&choices, &parts, price, split));
            let cheapest = all.map(|(cost, _)| cost).fold(f64::INFINITY, f64::min);
            prop_assert!((cost - cheapest).abs() < 1e-9 * cheapest, "{cost} {cheapest}");
        }

        #[test]
        fn the_budget_is_kept((choices, parts) in tree(), budget in 1.0..60.0_f64) {
            let found = within(&choices, &parts, budget);
            let fewest = costs(&choices, &parts, f64::MAX, 0).unwrap().1;
            prop_assert!(found.segments <= budget.max(fewest), "{} of {budget}", found.segments);
        }
    }
}
