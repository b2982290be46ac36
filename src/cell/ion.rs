//! What inserting a mechanism does to the ions it uses, and `ion_style`.
//!
//! The style of an ion is NEURON's bit field: bits 0-1 how the concentrations are treated, 2 they are initialized from
//! `nai0_na_ion`, 3-4 how the reversal potential is treated, 5 it is initialized from the concentrations, 6 it follows
//! them, 7 and 8 a mechanism writes the inner, the outer concentration.

use super::{CellError, Model, SectionId};
use crate::mechanism::{IonUse, MechanismId};

const INIT_CONCENTRATIONS: i32 = 0o4;
const INIT_REVERSAL: i32 = 0o40;
const ADVANCE_REVERSAL: i32 = 0o100;
const WRITES_INNER: i32 = 0o200;
const WRITES_OUTER: i32 = 0o400;

/// How a concentration or a reversal potential is treated.
const UNUSED: i32 = 0;
const CONSTANT: i32 = 1;
const ASSIGNED: i32 = 2;
const STATE: i32 = 3;

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
                self.change_style(id, ion, |style| promoted(style, &used))?;
            }
        }
        Ok(())
    }

    /// The style of an ion (`ion_style("na_ion")`); none where the ion is not in the section.
    ///
    /// # Errors
    /// When the section was deleted or the mechanism is not an ion.
    pub fn ion_style(&self, id: SectionId, ion: MechanismId) -> Result<Option<i32>, CellError> {
        let column = self.style_column(id, ion)?;
        let section = self.section(id)?;
        Ok(column.and_then(|column| section.column(column).first()).map(|&style| style as i32))
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
    ) -> Result<Option<i32>, CellError> {
        let [concentration, reversal, init_reversal, advance, init_concentrations] = style;
        let before = self.ion_style(id, ion)?;
        let bits = within("c_style", concentration, 3)?
            | within("e_style", reversal, 3)? << 3
            | within("einit", init_reversal, 1)? << 5
            | within("eadvance", advance, 1)? << 6
            | within("cinit", init_concentrations, 1)? << 2;
        self.change_style(id, ion, |style| style & (WRITES_INNER | WRITES_OUTER) | bits)?;
        Ok(before)
    }

    fn change_style(&mut self, id: SectionId, ion: MechanismId, change: impl Fn(i32) -> i32) -> Result<(), CellError> {
        if let Some(column) = self.style_column(id, ion)? {
            for style in self.section_mut(id)?.column_mut(column) {
                *style = f64::from(change(*style as i32));
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

fn within(name: &'static str, value: f64, limit: i32) -> Result<i32, CellError> {
    if (0.0..=f64::from(limit)).contains(&value) {
        Ok(value as i32)
    } else {
        Err(CellError::IonStyle { name, limit, value })
    }
}

/// The style after one more mechanism uses the ion.
fn promoted(style: i32, used: &IonUse) -> i32 {
    let (wanted_concentration, wanted_reversal, writes) = wanted(used);
    let style = style | writes;
    if wanted_concentration == UNUSED && wanted_reversal == UNUSED {
        return style;
    }
    let concentration = (style & 3).max(wanted_concentration);
    let mut reversal = (style >> 3 & 3).max(wanted_reversal);
    if concentration > UNUSED {
        reversal = reversal.max(ASSIGNED);
    }
    let mut bits = concentration | reversal << 3;
    if concentration == STATE {
        bits |= INIT_CONCENTRATIONS;
        if reversal == ASSIGNED {
            bits |= ADVANCE_REVERSAL;
        }
    }
    if concentration > UNUSED && reversal == ASSIGNED {
        bits |= INIT_REVERSAL;
    }
    style & (WRITES_INNER | WRITES_OUTER) | bits
}

/// How a mechanism treats the concentrations and the reversal potential, and which concentrations it writes.
fn wanted(used: &IonUse) -> (i32, i32, i32) {
    let (reversal, inner, outer) = (format!("e{}", used.ion), format!("{}i", used.ion), format!("{}o", used.ion));
    let (reads, writes) = (|name: &String| used.reads.contains(name), |name: &String| used.writes.contains(name));
    let concentration = match (writes(&inner) || writes(&outer), reads(&inner) || reads(&outer)) {
        (true, _) => STATE,
        (false, true) => CONSTANT,
        (false, false) => UNUSED,
    };
    let potential = match (writes(&reversal), reads(&reversal)) {
        (true, _) => STATE,
        (false, true) => CONSTANT,
        (false, false) => UNUSED,
    };
    let flags = if writes(&inner) { WRITES_INNER } else { 0 } | if writes(&outer) { WRITES_OUTER } else { 0 };
    (concentration, potential, flags)
}
