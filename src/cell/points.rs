//! 3-d points of sections: `pt3dadd` and its kin, and `L` where there are points.
//!
//! Coordinates and diameters are kept in single precision, lengths along the points in double, as in NEURON.

use super::resolved::Point3d;
use super::section::Section;
use super::{CellError, Model, SectionId};

/// A 3-d point, um; a negative diameter marks a spine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub at: [f32; 3],
    pub diam: f32,
    /// Length along the points from the first one.
    pub arc_um: f64,
}

impl Point {
    fn new(point: Point3d) -> Self {
        let Point3d { x_um, y_um, z_um, diam_um } = point;
        Self { at: [x_um as f32, y_um as f32, z_um as f32], diam: diam_um as f32, arc_um: 0.0 }
    }

    /// Differences are taken in single precision.
    fn distance_um(&self, other: &Self) -> f64 {
        let [dx, dy, dz] = [0, 1, 2].map(|axis: usize| match (self.at.get(axis), other.at.get(axis)) {
            (Some(a), Some(b)) => f64::from(b - a),
            (_, _) => 0.0,
        });
        (dx * dx + dy * dy + dz * dz).sqrt()
    }
}

impl Model {
    /// Removes all 3-d points of a section; L, diam and area stay as they are.
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn pt3dclear(&mut self, id: SectionId) -> Result<(), CellError> {
        self.changed.shape = true;
        self.section_mut(id)?.points.clear();
        Ok(())
    }

    /// Adds a 3-d point at the 1 end.
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn pt3dadd(&mut self, id: SectionId, point: Point3d) -> Result<(), CellError> {
        let section = self.section_mut(id)?;
        section.points.push(Point::new(point));
        let last = section.points.len() - 1;
        self.points_changed(id, last)
    }

    /// Replaces all 3-d points (`pt3dadd` with vectors).
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn set_points(&mut self, id: SectionId, points: &[Point3d]) -> Result<(), CellError> {
        self.section_mut(id)?.points = points.iter().copied().map(Point::new).collect();
        self.points_changed(id, 0)
    }

    /// Puts a 3-d point before the one at `index`; at `n3d` it is added at the end.
    ///
    /// # Errors
    /// When the section was deleted or has fewer points.
    pub fn pt3dinsert(&mut self, id: SectionId, index: usize, point: Point3d) -> Result<(), CellError> {
        let section = self.section_mut(id)?;
        if index > section.points.len() {
            return Err(section.no_point(index));
        }
        section.points.insert(index, Point::new(point));
        self.points_changed(id, index)
    }

    /// Removes one 3-d point.
    ///
    /// # Errors
    /// When the section was deleted or has no such point.
    pub fn pt3dremove(&mut self, id: SectionId, index: usize) -> Result<(), CellError> {
        let section = self.section_mut(id)?;
        if index >= section.points.len() {
            return Err(section.no_point(index));
        }
        section.points.remove(index);
        self.points_changed(id, index)
    }

    /// Replaces one 3-d point.
    ///
    /// # Errors
    /// When the section was deleted or has no such point.
    pub fn pt3dchange(&mut self, id: SectionId, index: usize, point: Point3d) -> Result<(), CellError> {
        let old = self.point_mut(id, index)?;
        *old = Point { arc_um: old.arc_um, ..Point::new(point) };
        self.points_changed(id, index)
    }

    /// Changes the diameter of one 3-d point, um.
    ///
    /// # Errors
    /// When the section was deleted or has no such point.
    pub fn pt3dchange_diam(&mut self, id: SectionId, index: usize, diam_um: f64) -> Result<(), CellError> {
        self.point_mut(id, index)?.diam = diam_um as f32;
        self.section_mut(id)?.stale = true;
        self.changed.shape = true;
        self.changed.diam = true;
        Ok(())
    }

    /// The point by which a section is logically connected (`pt3dstyle(1, x, y, z)`); none with style 0.
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn logical_point(&self, id: SectionId) -> Result<Option<[f64; 3]>, CellError> {
        Ok(self.section(id)?.logical_point.map(|point| point.map(f64::from)))
    }

    /// Sets or removes the point by which a section is logically connected (`pt3dstyle`).
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn set_logical_point(&mut self, id: SectionId, point: Option<[f64; 3]>) -> Result<(), CellError> {
        let section = self.section_mut(id)?;
        let before = section.logical_point;
        section.logical_point = point.map(|point| point.map(|value| value as f32));
        if before.is_some() || point.is_some() {
            self.changed.shape = true;
            self.changed.diam = true;
        }
        Ok(())
    }

    /// `pt3dconst(1)`: assignments of `L` and `diam` no longer change the 3-d points (nor anything else).
    pub fn set_points_fixed(&mut self, fixed: bool) {
        self.points_fixed = fixed;
    }

    /// Do assignments of `L` and `diam` leave everything as it is (`pt3dconst`)?
    #[must_use]
    pub fn points_fixed(&self) -> bool {
        self.points_fixed
    }

    /// The area that each point of negative diameter adds, um2 (`setSpineArea`).
    pub fn set_spine_area_um2(&mut self, area_um2: f64) {
        self.spine_area_um2 = area_um2;
        self.changed.diam = true;
        self.arena.iter_mut().for_each(|section| section.touched += 1);
    }

    /// The area that each point of negative diameter adds, um2.
    #[must_use]
    pub fn spine_area_um2(&self) -> f64 {
        self.spine_area_um2
    }

    /// Number of 3-d points (`n3d`).
    #[must_use]
    pub fn point_count(&self, id: SectionId) -> usize {
        self.section(id).map_or(0, |section| section.points.len())
    }

    /// A 3-d point; the diameter is positive (`x3d`, `y3d`, `z3d`, `diam3d`).
    ///
    /// # Errors
    /// When the section was deleted or has no such point.
    pub fn point(&self, id: SectionId, index: usize) -> Result<Point3d, CellError> {
        Ok(self.stored_point(id, index)?.public())
    }

    /// Length along the points from the first to this one, um (`arc3d`).
    ///
    /// # Errors
    /// When the section was deleted or has no such point.
    pub fn arc_um(&self, id: SectionId, index: usize) -> Result<f64, CellError> {
        Ok(self.stored_point(id, index)?.arc_um)
    }

    /// Is a 3-d point marked as a spine (`spine3d`)?
    ///
    /// # Errors
    /// When the section was deleted or has no such point.
    pub fn is_spine(&self, id: SectionId, index: usize) -> Result<bool, CellError> {
        Ok(self.stored_point(id, index)?.diam < 0.0)
    }

    fn stored_point(&self, id: SectionId, index: usize) -> Result<&Point, CellError> {
        let section = self.section(id)?;
        section.points.get(index).ok_or_else(|| section.no_point(index))
    }

    fn point_mut(&mut self, id: SectionId, index: usize) -> Result<&mut Point, CellError> {
        let section = self.section_mut(id)?;
        let missing = section.no_point(index);
        section.points.get_mut(index).ok_or(missing)
    }

    pub(super) fn points_changed(&mut self, id: SectionId, from: usize) -> Result<(), CellError> {
        self.changed.shape = true;
        self.changed.diam = true;
        let section = self.section_mut(id)?;
        section.stale = true;
        section.measure_from(from);
        Ok(())
    }
}

impl Point {
    pub(super) fn public(&self) -> Point3d {
        let [x_um, y_um, z_um] = self.at.map(f64::from);
        Point3d { x_um, y_um, z_um, diam_um: f64::from(self.diam.abs()) }
    }
}

impl Section {
    fn no_point(&self, index: usize) -> CellError {
        CellError::Point { section: self.name.clone(), index, count: self.points.len() }
    }

    /// Recomputes lengths along the points from the one that changed.
    fn measure_from(&mut self, from: usize) {
        let mut before: Option<Point> = from.checked_sub(1).and_then(|index| self.points.get(index).copied());
        for point in self.points.iter_mut().skip(from) {
            point.arc_um = before.map_or(0.0, |before| before.arc_um + before.distance_um(point));
            before = Some(*point);
        }
        if let Some(last) = self.points.last() {
            self.length_um = last.arc_um;
        }
    }

    /// Points that add the area of a spine: none where the section is a plain cylinder.
    pub(super) fn spine_count(&self) -> usize {
        if self.points.len() > 1 { self.points.iter().filter(|point| point.diam < 0.0).count() } else { 0 }
    }

    /// Scales the points about the first one so that they are `length_um` long.
    pub(super) fn scale_points(&mut self, length_um: f64) {
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else { return };
        let (factor, origin) = (length_um / last.arc_um, first.at.map(f64::from));
        for point in &mut self.points {
            point.arc_um *= factor;
            for (value, origin) in point.at.iter_mut().zip(origin) {
                *value = (origin + (f64::from(*value) - origin) * factor) as f32;
            }
        }
    }
}
