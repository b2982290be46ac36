//! Which mechanisms are in which sections.

use super::section::Block;
use super::{CellError, Model, SectionId};
use crate::mechanism::{MechanismId, MechanismKind};

/// Values of range variables that all sections may have together: half a GiB of them.
const MOST_VALUES: usize = 1 << 26;

impl Model {
    /// Inserts a density mechanism or an ion with its defaults, and the ions that it uses; what is there stays as it is.
    ///
    /// # Errors
    /// When the section was deleted, the mechanism is a point process, or the values would not fit.
    pub fn insert(&mut self, id: SectionId, mechanism: MechanismId) -> Result<(), CellError> {
        let found = self.catalog().mechanism(mechanism);
        if !matches!(found.kind, MechanismKind::Density | MechanismKind::Ion) {
            return Err(CellError::NotDensity { mechanism: found.name.clone() });
        }
        if self.section(id)?.block(mechanism).is_none() {
            self.check_room(id, self.width(mechanism).saturating_mul(self.section(id)?.nseg))?;
            self.add_block(id, mechanism);
            self.use_ions(id, mechanism)?;
        }
        Ok(())
    }

    /// Removes a density mechanism; nothing happens when it is not there.
    ///
    /// # Errors
    /// When the section was deleted, or NEURON does not let go of the mechanism (ions, `extracellular`, `morphology`,
    /// `capacitance`).
    pub fn uninsert(&mut self, id: SectionId, mechanism: MechanismId) -> Result<(), CellError> {
        self.section(id)?;
        let found = self.catalog().mechanism(mechanism);
        let stays = self.is_everywhere(mechanism) || found.name == "extracellular";
        if stays || found.kind == MechanismKind::Ion {
            return Err(CellError::Permanent { mechanism: found.name.clone() });
        }
        self.remove_block(id, mechanism)
    }

    /// Is the mechanism in the section (`ismembrane`)?
    #[must_use]
    pub fn has_mechanism(&self, id: SectionId, mechanism: MechanismId) -> bool {
        self.section(id).is_ok_and(|section| section.block(mechanism).is_some())
    }

    /// Is it `morphology` or `capacitance`, which every section has?
    #[must_use]
    pub fn is_everywhere(&self, mechanism: MechanismId) -> bool {
        [self.diam.mechanism, self.cm.mechanism].contains(&mechanism)
    }

    /// The mechanisms of a section, in the order in which they came; `morphology` and `capacitance` first.
    #[must_use]
    pub fn mechanisms(&self, id: SectionId) -> Vec<MechanismId> {
        self.section(id).map(|section| section.blocks.iter().map(|block| block.mechanism).collect()).unwrap_or_default()
    }

    /// Puts a mechanism's columns behind those that are there.
    pub(super) fn add_block(&mut self, id: SectionId, mechanism: MechanismId) {
        let Some(layout) = self.layouts.get(mechanism.0) else { return };
        let Some(section) = self.arena.get_mut(id.0 as usize) else { return };
        section.touched += 1;
        self.arrangement += 1;
        section.blocks.push(Block { mechanism, start: section.values.len() / section.nseg });
        for &default in &layout.defaults {
            section.values.resize(section.values.len() + section.nseg, default);
        }
        self.value_count += layout.defaults.len() * section.nseg;
    }

    /// Is there room for so many values more?
    pub(super) fn check_room(&self, id: SectionId, more: usize) -> Result<(), CellError> {
        if self.value_count.saturating_add(more) <= MOST_VALUES {
            return Ok(());
        }
        Err(CellError::TooManyValues { section: self.name(id).to_owned(), limit: MOST_VALUES })
    }

    /// Columns of a mechanism.
    fn width(&self, mechanism: MechanismId) -> usize {
        self.layouts.get(mechanism.0).map_or(0, |layout| layout.defaults.len())
    }

    fn remove_block(&mut self, id: SectionId, mechanism: MechanismId) -> Result<(), CellError> {
        let width = self.width(mechanism);
        let section = self.section_mut(id)?;
        let Some(Block { start, .. }) = section.block(mechanism) else { return Ok(()) };
        section.values.drain(start * section.nseg..(start + width) * section.nseg);
        section.blocks.retain(|block| block.mechanism != mechanism);
        for block in section.blocks.iter_mut().filter(|block| block.start > start) {
            block.start -= width;
        }
        let removed = width * section.nseg;
        self.value_count -= removed;
        self.arrangement += 1;
        Ok(())
    }
}
