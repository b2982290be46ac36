//! What inserting a mechanism does to the ions it uses, and `ion_style`.
//!
//! Each segment keeps the style of its ions next to their values, so that a change of `nseg` copies both.

use super::{CellError, Model, SectionId};
use crate::mechanism::MechanismId;
use crate::mechanism::ion::IonStyle;

impl Model {
    /// Brings the ions that a mechanism uses into a section, and makes their style fit the use.
    ///
    /// For density mechanisms [`Model::insert`] does this; for a point process it is called when it is placed.
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn use_ions(&mut self, id: SectionId, mechanism: MechanismId) -> Result<(), CellError> {
        for used in self.catalog().mechanism(mechanism).ions.clone() {
            if let Some(ion) = self.catalog().find(&format!("{}_ion", used.ion)) {
                self.insert(id, ion)?;
                self.change_style(id, ion, |style| style.promoted(&used))?;
            }
        }
        Ok(())
    }

    /// The style of an ion (`ion_style("na_ion")`); none where the ion is not in the section.
    ///
    /// # Errors
    /// When the section was deleted or the mechanism is not an ion.
    pub fn ion_style(&self, id: SectionId, ion: MechanismId) -> Result<Option<IonStyle>, CellError> {
        let column = self.style_column(id, ion)?;
        let section = self.section(id)?;
        Ok(column.and_then(|column| section.column(column).first()).map(|&style| stored(style)))
    }

    /// Sets the style of an ion (`ion_style("na_ion", c_style, e_style, einit, eadvance, cinit)`) where it is inserted;
    /// gives back the style before.
    ///
    /// # Errors
    /// When the section was deleted, the mechanism is not an ion, or a number is out of its range.
    pub fn set_ion_style(
        &mut self,
        id: SectionId,
        ion: MechanismId,
        style: [f64; 5],
    ) -> Result<Option<IonStyle>, CellError> {
        let [concentration, reversal, init_reversal, advance, init_concentrations] = style;
        let before = self.ion_style(id, ion)?;
        let (concentration, reversal) = (within("c_style", concentration, 3)?, within("e_style", reversal, 3)?);
        let (init_reversal, advance) = (within("einit", init_reversal, 1)? == 1, within("eadvance", advance, 1)? == 1);
        let init_concentrations = within("cinit", init_concentrations, 1)? == 1;
        self.change_style(id, ion, |style| {
            style.set(concentration, reversal, init_reversal, advance, init_concentrations)
        })?;
        Ok(before)
    }

    fn change_style(
        &mut self,
        id: SectionId,
        ion: MechanismId,
        change: impl Fn(IonStyle) -> IonStyle,
    ) -> Result<(), CellError> {
        if let Some(column) = self.style_column(id, ion)? {
            for style in self.section_mut(id)?.column_mut(column) {
                *style = f64::from(change(stored(*style)).number());
            }
        }
        Ok(())
    }

    fn style_column(&self, id: SectionId, ion: MechanismId) -> Result<Option<usize>, CellError> {
        let section = self.section(id)?;
        let Some(style) = self.layouts.get(ion.0).and_then(|layout| layout.style) else {
            return Err(CellError::NotIon { mechanism: self.catalog().mechanism(ion).name.clone() });
        };
        Ok(section.block(ion).map(|block| block.start + style))
    }
}

fn stored(style: f64) -> IonStyle {
    IonStyle::from_number(style as u32)
}

fn within(name: &'static str, value: f64, limit: u32) -> Result<u32, CellError> {
    if (0.0..=f64::from(limit)).contains(&value) {
        Ok(value as u32)
    } else {
        Err(CellError::IonStyle { name, limit, value })
    }
}
