//! A cell's way to rest: implicit steps of the whole cable that grow until they are Newton's.
//!
//! Each step is C dv/h + i(v + dv, s + ds) + axial currents = 0 with the states' own implicit steps put in, linearized
//! once (a Rosenbrock step); the tree is solved by Hines' elimination. Short steps follow the cell's own course from
//! where `finitialize` left it, so that of several resting states the one is found that a simulation comes to.

use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};

use super::{Rest, RestError, Resting};
use crate::cable::hines::eliminate;
use crate::cable::nodes::Nodes;
use crate::cell::Cell;
use crate::membrane::segment::implicit::ImplicitStep;
use crate::membrane::segment::{Look, Room, Segment};
use crate::units::US_PER_S_UM2_PER_CM2;

/// Length of the first step, ms.
const FIRST_STEP_MS: f64 = 0.5;

/// Steps shorter than this do not help, ms.
const SHORTEST_STEP_MS: f64 = 1e-4;

/// Steps this long are Newton's, ms.
const LONGEST_STEP_MS: f64 = 1e9;

/// A step that moves the voltage further than this is made shorter, mV.
const FURTHEST_MV: f64 = 25.0;

/// Steps grow until they move the voltage this far, mV.
const WANTED_MV: f64 = 15.0;

/// No step is longer than the one before by more than this factor.
const MOST_GROWTH: f64 = 1000.0;

/// A voltage that moves less than this in a Newton step is at rest, mV: what is left is of the order of its square.
const STILL_MV: f64 = 1e-5;

/// The direction of a step that goes no further is rounding, mV.
const NO_WAY_MV: f64 = 1e-6;

const MOST_STEPS: usize = 400;

/// 1 uF/cm2 over 1 ms, S/cm2.
const S_PER_UF_PER_MS: f64 = 1e-3;

struct Walk<'a> {
    cell: &'a Cell,
    nodes: Nodes,
    segments: Vec<Placed>,
    /// The voltage of every node, mV.
    v_mv: Vec<f64>,
}

/// A segment with its place in the cable.
struct Placed {
    section: usize,
    node: usize,
    area_um2: f64,
    membrane: Segment,
    /// Where it is.
    here: Look,
    /// What the step that is tried makes of it.
    step: ImplicitStep,
    /// Where that step leads.
    next: Look,
}

/// Lets the cell come to rest.
pub(super) fn settle(cell: &Cell, started: Vec<Vec<Resting>>) -> Result<Rest, RestError> {
    let mut walk = Walk::new(cell, started)?;
    walk.is_number()?;
    let (mut step_ms, mut time_ms) = (FIRST_STEP_MS, 0.0);
    let mut last = (0, 0.0);
    for _ in 0..MOST_STEPS {
        let Some(changes_mv) = walk.attempt(step_ms)? else {
            step_ms /= 4.0;
            if step_ms < SHORTEST_STEP_MS {
                break;
            }
            continue;
        };
        last = walk.take(&changes_mv);
        time_ms += step_ms;
        let change_mv = last.1;
        if step_ms >= LONGEST_STEP_MS && change_mv <= STILL_MV {
            return Ok(walk.finish(time_ms));
        }
        step_ms = (step_ms * growth(change_mv)).min(LONGEST_STEP_MS);
    }
    let section = cell.sections.get(last.0).map_or_else(String::new, |section| section.name.clone());
    Err(RestError::Restless { section, change_mv: last.1, time_ms })
}

/// How much longer the next step is, so that the voltage goes about as far in it as it may.
fn growth(change_mv: f64) -> f64 {
    (WANTED_MV / change_mv).powi(2).clamp(1.0, MOST_GROWTH)
}

impl<'a> Walk<'a> {
    fn new(cell: &'a Cell, started: Vec<Vec<Resting>>) -> Result<Self, RestError> {
        let nodes = Nodes::new(cell, &cell.parents_first())?;
        let mut segments = vec![];
        for (section, resting) in started.into_iter().enumerate() {
            for (segment, resting) in resting.into_iter().enumerate() {
                let area = cell.sections.get(section).and_then(|section| section.area_um2.get(segment)).copied();
                if let Some((node, area_um2)) = nodes.segment(section, segment).zip(area) {
                    segments.push(Placed::new(section, node, area_um2, resting));
                }
            }
        }
        let v_mv = segments.first().map_or(cell.v_init_mv, |segment| segment.here.point.v_mv);
        let v_mv = vec![v_mv; nodes.len()];
        let mut walk = Self { cell, nodes, segments, v_mv };
        walk.each(Placed::look_around)?;
        Ok(walk)
    }

    /// Is everything a number where the cell starts?
    fn is_number(&self) -> Result<(), RestError> {
        let found = self.segments.iter().find_map(|placed| {
            let mechanism = placed.membrane.without_number(&placed.here.point)?;
            Some((placed, mechanism.to_owned()))
        });
        let Some((placed, mechanism)) = found else { return Ok(()) };
        let section = self.cell.sections.get(placed.section).map_or_else(String::new, |section| section.name.clone());
        Err(RestError::NoNumber { mechanism, section, v_mv: placed.here.point.v_mv })
    }

    /// Does something with every segment; false where it cannot be done with one of them.
    fn each(
        &mut self,
        work: impl Fn(&mut Placed, &mut Room) -> Result<bool, RestError> + Sync,
    ) -> Result<bool, RestError> {
        let done = self.segments.par_iter_mut().map_init(Room::default, |room, placed| work(placed, room));
        done.try_reduce(|| true, |one, other| Ok(one && other))
    }

    /// The voltages' changes in a step of that length, mV; none where it goes too far or where the equations have no value.
    fn attempt(&mut self, step_ms: f64) -> Result<Option<Vec<f64>>, RestError> {
        let solve = |placed: &mut Placed, room: &mut Room| {
            Ok(placed.membrane.step(&placed.here, step_ms, room, &mut placed.step))
        };
        if !self.each(solve)? {
            return Ok(None);
        }
        let (change_mv, goes_along) = self.solve(step_ms);
        let furthest_mv = change_mv.iter().fold(0.0, |furthest: f64, change| furthest.max(change.abs()));
        let is_sound = furthest_mv <= FURTHEST_MV && change_mv.iter().all(|change| change.is_finite());
        if !is_sound || (furthest_mv > NO_WAY_MV && !goes_along) {
            return Ok(None);
        }
        let go = |placed: &mut Placed, room: &mut Room| {
            let change_mv = change_mv.get(placed.node).copied().unwrap_or_default();
            placed.go(change_mv, room)
        };
        Ok(self.each(go)?.then_some(change_mv))
    }

    /// The change of every node's voltage, mV, and whether the voltage goes where the currents push it: a step that is
    /// longer than a mode takes to grow goes the other way, towards a balance that does not hold.
    fn solve(&self, step_ms: f64) -> (Vec<f64>, bool) {
        let mut conductance_us = vec![0.0; self.nodes.len()];
        let mut current_na = self.nodes.axial_into_na(&self.v_mv);
        for placed in &self.segments {
            let step = &placed.step;
            let cm = placed.membrane.cm_uf_per_cm2 * S_PER_UF_PER_MS / step_ms;
            let scale = US_PER_S_UM2_PER_CM2 * placed.area_um2;
            if let Some(conductance) = conductance_us.get_mut(placed.node) {
                *conductance = (step.slope_s_per_cm2 + cm) * scale;
            }
            if let Some(current) = current_na.get_mut(placed.node) {
                *current -= step.current_ma_per_cm2 * scale;
            }
        }
        let change_mv = eliminate(&self.nodes, conductance_us).solve(current_na.clone());
        let work: f64 = change_mv.iter().zip(&current_na).map(|(change, current)| change * current).sum();
        (change_mv, work >= 0.0)
    }

    /// Moves on; the section that moved most, and by how much, mV.
    fn take(&mut self, changes_mv: &[f64]) -> (usize, f64) {
        for (v_mv, change_mv) in self.v_mv.iter_mut().zip(changes_mv) {
            *v_mv += change_mv;
        }
        let mut most = (0, 0.0);
        for placed in &mut self.segments {
            let change_mv = (placed.next.point.v_mv - placed.here.point.v_mv).abs();
            if change_mv > most.1 {
                most = (placed.section, change_mv);
            }
            std::mem::swap(&mut placed.here, &mut placed.next);
        }
        most
    }

    fn finish(self, time_ms: f64) -> Rest {
        let mut sections: Vec<Vec<Resting>> = self.cell.sections.iter().map(|_| vec![]).collect();
        for Placed { section, membrane, here, .. } in self.segments {
            if let Some(segments) = sections.get_mut(section) {
                segments.push(Resting { membrane, point: here.point });
            }
        }
        Rest::new(sections, Some(time_ms))
    }
}

impl Placed {
    fn new(section: usize, node: usize, area_um2: f64, Resting { membrane, point }: Resting) -> Self {
        Self {
            section,
            node,
            area_um2,
            membrane,
            here: Look::at(point),
            step: ImplicitStep::default(),
            next: Look::default(),
        }
    }

    /// Looks at the segment where it is.
    fn look_around(&mut self, room: &mut Room) -> Result<bool, RestError> {
        let (v_mv, states) = (self.here.point.v_mv, self.here.point.states.clone());
        self.membrane.look(v_mv, &states, room, &mut self.here).map_err(RestError::of)?;
        Ok(true)
    }

    /// Looks at where the step leads; false where its numbers are none.
    fn go(&mut self, change_mv: f64, room: &mut Room) -> Result<bool, RestError> {
        let point = &self.here.point;
        let states: Vec<f64> =
            point.states.iter().zip(self.step.changes(change_mv)).map(|(state, change)| state + change).collect();
        self.membrane.look(point.v_mv + change_mv, &states, room, &mut self.next).map_err(RestError::of)?;
        let point = &self.next.point;
        Ok(point.current_ma_per_cm2().is_finite() && point.rows.iter().all(|row| row.is_finite()))
    }
}
