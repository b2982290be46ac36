//! `define_shape`: invents 3-d points for sections without them, and moves connected sections to their parents.
//!
//! Roots without points stand above each other in z, children leave their parent in the xy plane at angles that keep
//! siblings apart. Arithmetic is in single precision where NEURON's is.

use std::collections::HashMap;

use super::points::Point;
use super::section::Section;
use super::{CellError, Model, SectionId};

/// Distance in z between roots, um for each section that comes before.
const ROOT_SPACING_UM: f32 = 100.0;
/// A parent whose ends are closer in x and y gives no direction, um.
const NO_DIRECTION_UM: f32 = 1e-6;
/// Siblings at one place are spread over this angle.
const SPREAD_RAD: f64 = 0.8;

/// Where a section starts and which way it goes.
struct Start {
    at: [f32; 3],
    direction: [f32; 2],
}

/// A section's rank among the siblings at the same place, and how many there are.
#[derive(Clone, Copy)]
struct Rank {
    index: u32,
    count: u32,
}

impl Model {
    /// Gives 3-d points to every section that has none, and moves the points of connected sections to where their
    /// parents are (by as much as the parent moved, for those with a logical connection point). Lengths and
    /// diameters stay.
    ///
    /// Nothing happens when nothing changed since the last time.
    ///
    /// # Errors
    /// When a diameter is not positive.
    pub fn define_shape(&mut self) -> Result<(), CellError> {
        let changed = self.changed;
        if !changed.tree && !changed.diam && !changed.shape {
            return Ok(());
        }
        self.refresh_all()?;
        let roots: Vec<_> = self.sections().filter(|&id| self.parent(id).is_none()).collect();
        let order: Vec<_> = roots.into_iter().flat_map(|root| self.subtree_by_level(root)).collect();
        let ranks = self.ranks(&order);
        for (index, &id) in order.iter().enumerate() {
            self.place_points(id, index, ranks.get(&id).copied())?;
        }
        self.changed.shape = false;
        Ok(())
    }

    fn ranks(&self, order: &[SectionId]) -> HashMap<SectionId, Rank> {
        let mut ranks = HashMap::new();
        for &id in order {
            let children = self.children(id);
            let same_place = |a: &SectionId, b: &SectionId| self.parent_x(*a) == self.parent_x(*b);
            for siblings in children.chunk_by(same_place) {
                let count = siblings.len() as u32;
                ranks.extend(siblings.iter().zip(0..).map(|(&id, index)| (id, Rank { index, count })));
            }
        }
        ranks
    }

    fn place_points(&mut self, id: SectionId, index: usize, rank: Option<Rank>) -> Result<(), CellError> {
        let start = self.start(id, index)?;
        let connected = self.parent(id).is_some();
        let fixed = self.points_fixed;
        let diam_column = self.diam_column();
        let section = self.section_mut(id)?;
        if !section.points.is_empty() {
            if connected && !fixed {
                section.translate(start.at);
            }
            return Ok(());
        }
        section.invent_points(&start, rank, diam_column);
        let length_um = section.length_um;
        self.points_changed(id, 0)?;
        self.section_mut(id)?.keep_length(length_um);
        Ok(())
    }

    fn start(&self, id: SectionId, index: usize) -> Result<Start, CellError> {
        let Some(attachment) = self.parent(id) else {
            return Ok(Start { at: [0.0, 0.0, index as f32 * ROOT_SPACING_UM], direction: [1.0, 0.0] });
        };
        let parent = self.section(attachment.parent)?;
        let (Some(first), Some(last)) = (parent.points.first(), parent.points.last()) else {
            return Err(CellError::Point { section: parent.name.clone(), index: 0, count: 0 });
        };
        let along = if parent.reversed { 1.0 - attachment.x } else { attachment.x };
        let ([x0, y0, z0], [x1, y1, z1]) = (first.at, last.at);
        let sign = if along < 0.5 { -1.0 } else { 1.0 };
        let mix = |first: f32, last: f32| (f64::from(last) * along + f64::from(first) * (1.0 - along)) as f32;
        Ok(Start { at: [mix(x0, x1), mix(y0, y1), mix(z0, z1)], direction: [sign * (x1 - x0), sign * (y1 - y0)] })
    }
}

impl Section {
    fn translate(&mut self, to: [f32; 3]) {
        let Some(first) = self.points.first().map(|point| point.at) else { return };
        let from = self.logical_point.unwrap_or(first);
        let mut moves = to;
        moves.iter_mut().zip(from).for_each(|(value, from)| *value -= from);
        if let Some(point) = &mut self.logical_point {
            *point = to;
        }
        for point in &mut self.points {
            point.at.iter_mut().zip(moves).for_each(|(value, by)| *value += by);
        }
    }

    fn invent_points(&mut self, start: &Start, rank: Option<Rank>, diam_column: usize) {
        let angle = self.angle(start.direction, rank);
        let length_um = self.used_length_um();
        let [x0, y0, z] = start.at;
        let along = |from: f32, way: f32| (f64::from(from) + length_um * f64::from(way)) as f32;
        let (x1, y1) = (along(x0, angle.cos()), along(y0, angle.sin()));
        let diams = self.column(diam_column).to_vec();
        let mut points = vec![];
        let mut add = |x: f32, y: f32, diam: Option<&f64>| {
            points.push(Point { at: [x, y, z], diam: diam.map_or(0.0, |&diam| diam as f32), arc_um: 0.0 });
        };
        add(x0, y0, diams.first());
        for (node, diam) in diams.iter().enumerate() {
            let part = (node as f64 + 0.5) / self.nseg as f64;
            let mix = |from: f32, to: f32| (f64::from(from) * (1.0 - part) + f64::from(to) * part) as f32;
            add(mix(x0, x1), mix(y0, y1), Some(diam));
        }
        add(x1, y1, diams.last());
        self.points = points;
    }

    fn angle(&self, [dx, dy]: [f32; 2], rank: Option<Rank>) -> f32 {
        let mut angle = if dx.abs() < NO_DIRECTION_UM && dy.abs() < NO_DIRECTION_UM { 0.0 } else { dy.atan2(dx) };
        if self.parent_x > 0.0 && self.parent_x < 1.0 {
            angle = (f64::from(angle) + std::f64::consts::FRAC_PI_2) as f32;
        }
        if let Some(Rank { index, count }) = rank.filter(|rank| rank.count > 1) {
            let part = f64::from(index) / (f64::from(count) - 1.0);
            angle = (f64::from(angle) + (part * SPREAD_RAD - SPREAD_RAD / 2.0)) as f32;
        }
        angle
    }

    /// Rounding of the points must not change the length.
    fn keep_length(&mut self, length_um: f64) {
        self.length_um = length_um;
        if let Some(last) = self.points.last_mut() {
            last.arc_um = length_um;
        }
    }
}
