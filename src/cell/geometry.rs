//! Lengths, resistivities, areas and axial resistances of sections, recomputed when they are read after a change.

use super::topology::Node;
use super::{CellError, Model, SectionId};

/// ri of a root's own start, `MOhm`.
const NO_PATH_MOHM: f64 = 1e30;

impl Model {
    /// L, um.
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn length_um(&self, id: SectionId) -> Result<f64, CellError> {
        Ok(self.section(id)?.length_um)
    }

    /// Sets L, um; 3-d points are scaled about the first one.
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn set_length_um(&mut self, id: SectionId, length_um: f64) -> Result<(), CellError> {
        let fixed = self.points_fixed;
        let section = self.section_mut(id)?;
        if !fixed {
            section.length_um = length_um;
            let has_points = !section.points.is_empty();
            section.scale_points(length_um);
            section.stale = true;
            self.changed.diam = true;
            self.changed.shape |= has_points;
        }
        Ok(())
    }

    /// Ra, ohm cm.
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn ra_ohm_cm(&self, id: SectionId) -> Result<f64, CellError> {
        Ok(self.section(id)?.ra_ohm_cm)
    }

    /// Sets Ra, ohm cm.
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn set_ra_ohm_cm(&mut self, id: SectionId, ra_ohm_cm: f64) -> Result<(), CellError> {
        let section = self.section_mut(id)?;
        section.ra_ohm_cm = ra_ohm_cm;
        section.stale = true;
        self.changed.diam = true;
        Ok(())
    }

    /// `rallbranch`: the number of equal branches that the section stands for.
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn rall_branch(&self, id: SectionId) -> Result<f64, CellError> {
        Ok(self.section(id)?.rall_branch)
    }

    /// Sets `rallbranch`. It scales the current into the parent, neither area nor ri.
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn set_rall_branch(&mut self, id: SectionId, rall_branch: f64) -> Result<(), CellError> {
        let section = self.section_mut(id)?;
        section.rall_branch = rall_branch;
        section.stale = true;
        self.changed.diam = true;
        Ok(())
    }

    /// Membrane area of the segment that contains `x`, um2; 0 at the ends.
    ///
    /// # Errors
    /// When the section was deleted, x lies outside of it, or a diameter is not positive.
    pub fn area_um2(&mut self, id: SectionId, x: f64) -> Result<f64, CellError> {
        if x == 0.0 || x == 1.0 {
            return Ok(0.0);
        }
        let node = self.section(id)?.node_at(x)?;
        self.refresh_if_stale(id)?;
        Ok(self.section(id)?.area_um2.get(node).copied().unwrap_or(0.0))
    }

    /// Axial resistance from the centre of the segment that contains `x` to the node before it, `MOhm`.
    ///
    /// At the far end it is that of the last half segment; at the attached end that of the parent's node; 1e30 at the
    /// start of a root.
    ///
    /// # Errors
    /// When the section was deleted, x lies outside of it, or a diameter is not positive.
    pub fn ri_mohm(&mut self, id: SectionId, x: f64) -> Result<f64, CellError> {
        let node = self.node(id, x)?;
        let (Node::Root(owner) | Node::Of(owner, _)) = node;
        self.refresh_if_stale(owner)?;
        let Node::Of(owner, index) = node else { return Ok(NO_PATH_MOHM) };
        let conductance_us = self.section(owner)?.conductance_us.get(index).copied().filter(|&value| value != 0.0);
        Ok(conductance_us.map_or(NO_PATH_MOHM, |conductance_us| 1.0 / conductance_us))
    }

    /// Recomputes area, ri and, with 3-d points, diam of every section, as before a run.
    ///
    /// # Errors
    /// When a diameter is not positive.
    pub fn refresh_all(&mut self) -> Result<(), CellError> {
        let mut at = self.sections().next();
        while let Some(id) = at {
            if self.section(id)?.is_touched() {
                self.refresh(id)?;
            }
            at = self.next_section(id);
        }
        self.changed.shape |= self.changed.tree;
        self.changed.tree = false;
        self.changed.diam = false;
        Ok(())
    }

    pub(super) fn refresh_if_stale(&mut self, id: SectionId) -> Result<(), CellError> {
        if self.section(id)?.stale { self.refresh(id) } else { Ok(()) }
    }

    fn refresh(&mut self, id: SectionId) -> Result<(), CellError> {
        let (diam, spine_area_um2) = (self.diam_column(), self.spine_area_um2);
        let section = self.section_mut(id)?;
        let area_um2 = section.area_um2.clone();
        if let Some(last) = section.points.last() {
            section.length_um = last.arc_um;
        }
        if section.points.len() > 1 {
            section.used_length_um();
            section.integrate_points(diam, spine_area_um2);
        } else {
            section.integrate_cylinders(diam)?;
        }
        section.stale = false;
        // The same geometry as before is no change.
        section.touched -= u64::from(section.area_um2 == area_um2);
        section.refreshed = Some(section.touched);
        self.changed.diam = true;
        Ok(())
    }

    /// `morphology` is the first block of every section.
    pub(super) fn diam_column(&self) -> usize {
        self.layouts
            .get(self.diam.mechanism.0)
            .and_then(|layout| layout.offsets.get(self.diam.index))
            .copied()
            .unwrap_or(0)
    }
}
